"""Texts with headings, lists, tables, quotations, bold, italic and links, kept as Markdown and shown alike everywhere.

No word is ever dropped: where Markdown would, the text is shown as it was typed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
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
    "table": {"class"},
    "th": {"dir", "scope", "class"},
    "td": {"dir", "class"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
# A place with a name, a mailbox alone, a number: nothing of this machine, nothing that is read as another place.
ADDRESS = re.compile(r"https?://[^\s/?#@\\]+(?:[/?#]\S*)?|mailto:[^\s?%@]+@[^\s?%@]+|tel:\+?[\d() .-]+", re.IGNORECASE)

LETTERS = re.compile(r"[^\W_]")


class _Marks(MarkdownIt):
    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - Markdown-it's own name
        """An address is shown as it was typed."""
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802 - Markdown-it's own name
        """What leads nowhere that we know of is no link: it is shown as it was typed."""
        return ADDRESS.fullmatch(url) is not None


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    """The few marks there are. HTML, code, pictures, rulers and named links are none: their signs are plain text."""
    made = _Marks("zero", {"breaks": True, "html": False, "linkify": True, "maxNesting": DEEPEST})
    made.linkify = LinkifyIt({"//": None, "ftp:": None}, {"fuzzy_link": False})  # "St.Mary.school" is no address
    return made.enable([*RULES, "balance_pairs", "fragments_join"])


@lru_cache(maxsize=512)
def as_html(text: str, first_heading: int = 3) -> SafeString:
    """The text as safe HTML; its upper headings are of this level."""
    markdown, marked = _markdown(), in_marks(text)
    tokens = markdown.parse(marked)
    told_links(tokens)
    said = " ".join(_said(tokens))
    if _letters(BULLET_LETTERS.sub("", text)) - _letters(said) or (marked.strip() and not said.strip()):
        return SafeString(linebreaks(text, autoescape=True))
    drawn = str(markdown.renderer.render(Levelling(first_heading).of(tokens), markdown.options, {}))
    return SafeString(
        nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow")
    )


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
