"""One cleaning for every text that comes in, whether typed, pasted or read from a file: what nobody can see and no
letter, list or document can show is taken out before anything else looks at it (R16, R26).
"""

import re
import unicodedata

# Form feed and vertical tab are Word's page and line breaks; U+0085, U+2028 and U+2029 are those of other programs.
LINE_BREAKS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
BLANKS = re.compile(f" *(?:{LINE_BREAKS.pattern}|\t)+ *")
# Word keeps its bullets in a range that belongs to nobody, and only its own fonts show them.
WORDS_BULLETS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0a8\uf0d8\uf076", "•"))
# Control characters but tab and line break, halves of a pair, the byte order mark, code points that are no characters.
NOTHING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
# They turn round what is written after them, the rest of the page's line with it. Right-to-left text needs none.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Letters in the wrong order, which no language asks for: an address would read as another one.
OVERRIDES = re.compile("[\u202d\u202e]")
UNSEEN_KINDS = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Cs"))
# Fillers and selectors that Unicode counts among letters, marks and symbols, though nothing is drawn for them.
UNSEEN_SIGNS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def long_text(text: str) -> str:
    """A text of several lines: every kind of line break becomes a plain one, which counts once."""
    return _seen(OVERRIDES.sub("", NOTHING.sub("", LINE_BREAKS.sub("\n", text))))


def one_line(text: str) -> str:
    """A name or another text that stands in a line: no line breaks, and nothing that turns the line round.

    Most of a file's cells are plain words or nothing, which need no looking at sign by sign.
    """
    if text.isascii() and text.isprintable():
        return text if text.strip() else ""
    return _seen(TURNING.sub("", NOTHING.sub("", BLANKS.sub(" ", text))))


def says_something(text: str) -> bool:
    """Whether anybody would see anything of it: blanks and signs without a width say nothing."""
    return any(unicodedata.category(sign) not in UNSEEN_KINDS and not UNSEEN_SIGNS.match(sign) for sign in text)


def _seen(text: str) -> str:
    """In composed form, so that one name has one spelling; empty where nothing would be seen."""
    composed = unicodedata.normalize("NFC", text.translate(WORDS_BULLETS))
    return composed if says_something(composed) else ""
