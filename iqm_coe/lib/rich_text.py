"""Texts with headings, lists, tables, quotations, bold, italic and links, kept as Markdown and shown alike everywhere.

No word is ever dropped: where Markdown would, the text is shown as it was typed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from linkify_it import LinkifyIt
from linkify_it.main import Match
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from iqm_coe.lib.levelling import Levelling
from iqm_coe.lib.link_words import told_links
from iqm_coe.lib.plain_habits import BULLET_LETTERS, in_marks

RULES = ("heading", "list", "blockquote", "table", "emphasis", "link", "autolink", "escape", "newline", "linkify")
DEEPEST = 60  # how far the parser goes; what lies deeper is shown as it was typed
HEADINGS = {f"h{level}" for level in range(2, 7)}
BLOCKS = {"p", "li", "blockquote", "th", "td", *HEADINGS}
TAGS = BLOCKS | {"br", "ul", "ol", "strong", "em", "a", "table", "thead", "tbody", "tr"}
ATTRIBUTES = {tag: {"dir"} for tag in BLOCKS} | {
    "a": {"href"},
    **{heading: {"dir", "class"} for heading in HEADINGS},
    "li": {"dir", "value"},
    **{frame: {"dir"} for frame in ("ul", "ol")},
    "table": {"class", "dir"},
    "th": {"dir", "scope", "class"},
    "td": {"dir", "class"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
# A place with a name, a mailbox alone, a number: nothing of this machine, nothing that is read as another place.
ADDRESS = re.compile(
    r"https?://[^\s/?#@\\]+(?:[/?#]\S*)?|mailto:[^\s?%@]+@[^\s?%@]+(?:\?subject=[^\s?&#]*)?|tel:\+?[\d() .-]+",
    re.IGNORECASE,
)

PLACE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[:/?#][^\s<>\"]*)?")
MOST_LINKS = 100  # addresses that are found in one text: to look for more takes seconds, and theirs squared

MOST_PIECES = 5000

LETTERS = re.compile(r"[^\W_]")


class _Marks(MarkdownIt):
    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - Markdown-it's own name
        """An address is shown as it was typed."""
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802 - Markdown-it's own name
        """What leads nowhere that we know of is no link: it is shown as it was typed."""
        return ADDRESS.fullmatch(url) is not None


@lru_cache(maxsize=2)
def _markdown(*, finds_links: bool) -> MarkdownIt:
    """The few marks there are. HTML, code, pictures, rulers and named links are none: their signs are plain text."""
    made = _Marks("zero", {"breaks": True, "html": False, "linkify": finds_links, "maxNesting": DEEPEST})
    made.linkify = LinkifyIt({"//": None, "ftp:": None}, {"fuzzy_link": False})  # "St.Mary.school" is no address
    made.linkify.add("www.", {"validate": _rest_of_a_place, "normalize": _on_the_web})
    made.inline.ruler.before("emphasis", "bold", _bold)
    return made.enable([*RULES, "balance_pairs", "fragments_join"])


def _bold(state: StateInline, silent: bool) -> bool:
    """Two stars begin before whatever is said and end behind it. Markdown lets them do neither between a letter and a
    sign, where Chinese has no space and a hasty writer none either.
    """
    before, begun = state.src[: state.pos][-1:] or " ", state.src[state.pos :]
    after = begun[2:3] or " "
    if silent or not begun.startswith("**") or "*" in (before, after):
        return False
    opens, closes = not after.isspace(), not before.isspace()
    for _star in range(2):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(Delimiter(ord("*"), 2, len(state.tokens) - 1, -1, opens, closes))
    state.pos += 2
    return True


def _rest_of_a_place(found: LinkifyIt, text: str, at: int) -> int:
    """How many signs of an address stand behind “www.”."""
    rest = PLACE.match(text, at)
    return len(rest[0].rstrip(".,;:!?)'\"")) if rest else 0


def _on_the_web(_found: LinkifyIt, match: Match) -> None:
    match.url = f"https://{match.url}"


@lru_cache(maxsize=512)
def as_html(text: str, first_heading: int = 3) -> SafeString:
    """The text as safe HTML; its upper headings are of this level."""
    marked = in_marks(text)
    markdown = _markdown(finds_links=marked.count("://") + marked.count("www.") <= MOST_LINKS)
    tokens = markdown.parse(marked)
    told_links(tokens)
    said = " ".join(_said(tokens))
    if _letters(BULLET_LETTERS.sub("", text)) - _letters(said) or (marked.strip() and not said.strip()):
        return SafeString(linebreaks(text, autoescape=True))
    drawn = str(markdown.renderer.render(Levelling(first_heading).of(tokens), markdown.options, {}))
    return SafeString(
        nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow")
    )


def too_many_pieces(texts: Iterable[str]) -> list[str]:
    """What stands in the way of laying these out as one document, in a sentence: a typesetter's time and memory go by
    lines and cells, not by signs.
    """
    pieces = sum(text.count("\n") + text.count("\t") + text.count("|") for text in texts)
    words = _("Its lists and tables have %(n)d lines and cells together, and a document holds %(most)d of them.")
    return [words % {"n": pieces, "most": MOST_PIECES}] if pieces > MOST_PIECES else []


def as_words(text: str) -> str:
    """The text in one line without a mark, for where there is room for no more."""
    return " ".join(unescape(nh3.clean(as_html(text).replace("><", "> <"), tags=set())).split())


def _said(tokens: list[Token]) -> Iterator[str]:
    """All that a reader gets of it: texts, numbers of a list, and where a link leads."""
    for token in tokens:
        yield token.info if token.type == "list_item_open" else ""
        for child in token.children or ():
            yield child.content
            if child.type == "link_open" and child.info != "auto":
                yield str(child.attrGet("href"))


def _letters(text: str) -> Counter[str]:
    """Counted; a sign of an address is the same whether it was typed as itself or by its number."""
    return Counter(LETTERS.findall(unquote(text)))
