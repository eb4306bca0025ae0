"""What is pasted, as the browser writes it and the server shows it: the same words and signs, in their order."""

import json
import random
import re
import subprocess
from html import escape, unescape

import pytest
from django.utils.html import strip_tags

from iqm_coe.embedded.system_packages import NODES_LIBRARY, NODES_PACKAGE, loads
from iqm_coe.lib.rich_text import as_html
from tests.unit.test_javascript import NODE, ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not loads(NODES_LIBRARY), reason=f"playwright's Node needs Debian's {NODES_PACKAGE} here"),
]

WORDS = [
    *("one", "two", "Three.", "(four)", "“five”", "snake_case", "5 * 3", "*", "**", "_", "__x__", "*y*", "\\", "\\*"),
    *("#", "##", "1.", "2)", "-", "+", ">", "|", "a|b", "|-|-|", "---", "a]b", "[a]", "(b)", "[c](d)", "<e>", "!"),
    *("<https://x.example>", "https://x.example/a_b_c", "ann@x.example", "£", "&amp;", "`f`", "~~g~~", "10.", ":-"),
]
INLINE = ["<b>{}</b>", "<i>{}</i>", "<strong><em>{}</em></strong>", "<span style='font-weight:700'>{}</span>", "{}"]
LINKS = [
    "<a href='https://x.example/(a)_b*c'>{}</a>",
    "<a href='javascript:x'>{}</a>",
    "<a href='mailto:a@x.example'>{}</a>",
]
TEXT_BLOCKS = ["<p>{}</p>", "<h1>{}</h1>", "<h3>{}</h3>", "<div>{}</div>", "<p>{}<br>{}</p>", "<pre>{}\n{}</pre>"]
BLOCKS = [
    *("<ul><li>{}</li><ul><li>{}</li></ul><li>{}</li></ul>", "<ol start=3><li>{}<ul><li>{}</li></ul></li></ol>"),
    *("<blockquote>{}</blockquote>", "<table><tr><td>{}</td><th>{}</th></tr><tr><td>{}</td><td>{}</td></tr></table>"),
    "<p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·  </span>{}</p>",
]  # fmt: skip


# Where a link goes, said beside words that read as another place; the number of an item, said as words in a cell.
LED = re.compile(r" \(leads to [^)]*\)|\b3\. ")


class Clipboard:
    """Something copied, made by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def words(self) -> str:
        """Whatever follows an address without a blank belongs to it."""
        between = self.chance.choice(["", " ", " "])
        words = [self.chance.choice(WORDS) for _ in range(self.chance.randint(1, 4))]
        return between.join(f"{escape(word)}{' ' * ('https' in word)}" for word in words)

    def inline(self) -> str:
        frames = [self.chance.choice(LINKS if self.chance.random() < 0.15 else INLINE) for _ in range(3)]
        return self.chance.choice(["", " "]).join(frame.format(self.words()) for frame in frames)

    def block(self, depth: int = 0) -> str:
        frame = self.chance.choice(TEXT_BLOCKS + (BLOCKS if depth < 3 else []))
        inside = [
            self.block(depth + 1) if frame in BLOCKS and self.chance.random() < 0.4 else self.inline() for _ in "1234"
        ]
        return frame.format(*inside)

    def html(self) -> str:
        return "".join(self.block() for _ in range(self.chance.randint(1, 4)))


def pasted(clipboards: list[str]) -> list[str]:
    done = subprocess.run(
        [NODE, "--no-warnings", ROOT / "tests/js/support/pasted.js"],
        input=json.dumps(clipboards),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return json.loads(done.stdout)


def said(html: str) -> str:
    """The words alone, in their order; blanks, and the dash before what a table's cell lists, say nothing."""
    return re.sub(r"[\s–]", "", unescape(strip_tags(re.sub(r"<(?=[^a-z/])", "&lt;", html))))


@pytest.mark.rule("R16c")
def test_whatever_is_pasted_is_shown_in_the_same_words_and_signs():
    clipboards = [Clipboard(seed).html() for seed in range(600)]

    wrong = [
        (clipboard, text, shown)
        for clipboard, text in zip(clipboards, pasted(clipboards), strict=True)
        for shown in [as_html(text)]
        if said(LED.sub("", shown)) != said(re.sub(r"<span style='mso-list:Ignore'>.*?</span>", "", clipboard))
    ]

    assert wrong[:1] == []
