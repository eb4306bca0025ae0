"""What the words of a link keep back is said beside them: no link without words, none that names one place and leads to
another, and no words that only a pointer finds.
"""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from markdown_it.token import Token

# “St.Mary” names none: without a beginning of an address only these ends make one.
ENDS = "uk|com|org|net|gov|edu|eu|ie|info|io|school|scot|wales|cymru|london"
NAMES_A_PLACE = re.compile(
    rf"(?:(?:https?://|www\.|[^\s/@]+@)+(?P<begun>(?:[\w-]+\.)+[a-z]{{2,}})|(?P<bare>(?:[\w-]+\.)+(?:{ENDS})))(?:[/?#:]\S*)?",
    re.IGNORECASE,
)

MARKS = {"strong_open", "strong_close", "em_open", "em_close"}  # one link is one piece of text


def told_links(tokens: list[Token]) -> None:
    """Say it in the tokens of a text."""
    for token in tokens:
        if token.children:
            token.children = list(_told(token.children))


def _told(children: list[Token]) -> Iterator[Token]:
    link, words = None, ""
    for child in children:
        if child.type == "link_open":
            link, words = child, ""
        elif child.type == "link_close" and link is not None:
            yield from _beside(link, words, child)
            link = None
            continue
        words += child.content
        if link is None or child is link:
            yield child
        elif child.type in {"softbreak", "hardbreak"}:
            yield _text(" ")
        elif child.type not in MARKS:
            yield child


def _beside(link: Token, words: str, close: Token) -> Iterator[Token]:
    """The end of a link, with what is missing: its words before, the place and the title behind."""
    address, title = str(link.attrGet("href")), link.attrGet("title")
    link.attrs.pop("title", None)
    is_said = any(unicodedata.category(sign)[0] in "LNPS" for sign in words)
    if not is_said:
        yield _text(address)
    yield close
    if is_said and link.info != "auto" and _names_another_place(words, address):
        yield _text(_(" (leads to %s)") % (urlsplit(address).netloc or address.partition(":")[2]))
    if title:
        yield _text(f" ({title})")


def _names_another_place(words: str, address: str) -> bool:
    """The words read as an address, and it is not where the link leads."""
    said = (NAMES_A_PLACE.fullmatch(word.strip("()[]<>.,;:!\"'“”")) for word in words.split())
    named = {(found["begun"] or found["bare"]).lower().removeprefix("www.") for found in said if found}
    place = urlsplit(address).netloc or address.rpartition("@")[2]
    return bool(named - {place.partition(":")[0].lower().removeprefix("www.")})


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
