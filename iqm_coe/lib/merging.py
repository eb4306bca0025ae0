"""Two people changed one text: what does not overlap is put together, paragraph by paragraph and then word by word.

A row of a list or a table is one thing: half of each of two rows says what neither wrote.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from merge3 import Merge3
from patiencediff import PatienceSequenceMatcher

# difflib takes seconds for a long paragraph, and leaves out frequent words.
MATCHER: Any = PatienceSequenceMatcher
PARAGRAPHS = re.compile(r"\n|[^\n]+")
WORDS = re.compile(r"\s+|\S+")
ROWS = re.compile(r"^[ \t]*(?:(?:[-*+•▪◦‣]|\d{1,9}[.)])[ \t]|\|)|\t", re.MULTILINE)


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Both changes of `base` in one text; None where they overlap. What is equal never overlaps."""
    if mine in {base, theirs}:
        return theirs
    if theirs == base:
        return mine
    return _of_parts(*(PARAGRAPHS.findall(text) for text in (base, mine, theirs)), overlapping=_of_words)


def _of_words(base: str, mine: str, theirs: str) -> str | None:
    """A paragraph that both changed; None also where one changed the very word beside the other's, and for a row."""
    if any(ROWS.search(text) for text in (base, mine, theirs)):
        return None
    return _of_parts(*(WORDS.findall(text) for text in (base, mine, theirs)), overlapping=None)


def _of_parts(
    base: Sequence[str],
    mine: Sequence[str],
    theirs: Sequence[str],
    *,
    overlapping: Callable[[str, str, str], str | None] | None,
) -> str | None:
    """The parts that one side changed beside those that the other did; what both changed is asked of `overlapping`."""
    together: list[str] = []
    changed_by, between = "", ""
    for kind, *places in Merge3(base, mine, theirs, sequence_matcher=MATCHER).merge_regions():
        if kind == "conflict":
            pairs = zip((base, mine, theirs), places[::2], places[1::2], strict=True)
            texts = ["".join(parts[start:end]) for parts, start, end in pairs]
            part = overlapping(*texts) if overlapping else None
        else:
            source = {"unchanged": base, "same": mine, "a": mine, "b": theirs}[kind]
            part = "".join(source[places[0] : places[1]])
        if part is None or (not overlapping and {kind, changed_by} == {"a", "b"} and not between.strip()):
            return None
        changed_by, between = (changed_by, between + part) if kind == "unchanged" else (kind, "")
        together.append(part)
    return "".join(together)
