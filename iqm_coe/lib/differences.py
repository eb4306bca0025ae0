"""What one text has that another had not: paragraph by paragraph, and within a paragraph that changed word by word."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from patiencediff import PatienceSequenceMatcher

MATCHER = PatienceSequenceMatcher  # `lib/merging.py` says why not difflib
PARAGRAPHS = re.compile(r"\n|[^\n]+")
WORDS = re.compile(r"\s+|\S+")


class Part(NamedTuple):
    """A run of one text that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


def differences(before: str, after: str) -> list[Part]:
    """The two texts laid into one, in order; put together, what is not gone is `after`."""
    return list(_joined(_between(PARAGRAPHS.findall(before), PARAGRAPHS.findall(after), WORDS)))


def _between(before: Sequence[str], after: Sequence[str], smaller: re.Pattern[str] | None) -> Iterator[Part]:
    for kind, start, end, from_, to in MATCHER(None, before, after).get_opcodes():
        gone, new = "".join(before[start:end]), "".join(after[from_:to])
        if kind == "equal":
            yield Part("same", new)
        elif smaller and gone and new:
            yield from _between(smaller.findall(gone), smaller.findall(new), None)
        else:
            yield from (part for part in (Part("gone", gone), Part("new", new)) if part.text)


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    """Neighbours of one kind together."""
    last: Part | None = None
    for part in parts:
        if last and last.kind == part.kind:
            last = Part(last.kind, last.text + part.text)
            continue
        if last:
            yield last
        last = part
    if last:
        yield last
