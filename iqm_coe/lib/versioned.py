"""Texts that several people write at once: what a page sends, and what becomes of it (R16).

A page says of each box on which text it wrote. What nobody else changed is saved, what does not overlap is put
together, and what overlaps stays as it is saved: the other text is handed back as a clash, to be kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from iqm_coe.lib.merging import merged

PAGES_REMEMBERED = 40
# Page, the last turn of it that was taken, and a 1 where something of it clashed, as JSON keeps it.
Pages = list[list[str | int]]


@dataclass(frozen=True)
class Box:
    """What was typed into one box, and the text that stood there before."""

    base: str
    text: str


@dataclass(frozen=True)
class Step:
    """One saving of a page. Its turn counts the savings; 0 where nobody counts, which is without JavaScript."""

    boxes: Mapping[str, Box]
    turn: int = 0


@dataclass(frozen=True)
class Edit:
    """What an open page sends, the oldest step first: several where it does not know what became of an earlier one."""

    steps: Sequence[Step]
    page: str = ""


@dataclass(frozen=True)
class Clash:
    """Two texts for one place of one box."""

    box: str
    base: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Taken:
    """The texts as they stand now, what could not stand beside them, the pages that are remembered, the boxes that
    were written in turns taken just now, and whether a box that was sent holds words that were not sent with it.
    """

    texts: dict[str, str]
    clashes: tuple[Clash, ...]
    pages: Pages
    is_changed: bool
    written: frozenset[str] = field(default_factory=frozenset)
    is_merged: bool = False


def rewritten(now: Mapping[str, str], texts: Mapping[str, str]) -> Edit:
    """These texts in place of those that stand now, for a caller who has just read them."""
    return Edit([Step({name: Box(now[name], text) for name, text in texts.items()})])


def written(**texts: str) -> Edit:
    """These texts where nothing stood before."""
    return Edit([Step({name: Box("", text) for name, text in texts.items()})])


def take(
    edit: Edit,
    now: Mapping[str, str],
    *,
    pages: Pages,
    prose: Mapping[str, int] = MappingProxyType({}),
    clashed: Mapping[str, str] = MappingProxyType({}),
) -> Taken:
    """Lay the edit over the texts that are saved now, under the lock of their row.

    Boxes of `prose` are put together word by word, unless one grows longer than it may be; any other is one thing. A
    turn is taken once, and not after a later one of its page. `clashed` gives the bases of the boxes in which this page
    has met another text before: what it builds on its own text is still not built on the saved one.
    """
    texts = dict(now)
    clashes: dict[str, Clash] = {}
    written: set[str] = set()
    last = next((int(turn) for page, turn, *_rest in pages if page == edit.page), 0)
    for step in edit.steps:
        if step.turn and step.turn <= last:
            continue
        last = step.turn or last
        written |= step.boxes.keys()
        for name, box in step.boxes.items():
            base = _base(name, box, clashes, clashed, texts[name])
            result = _laid_over(base, box.text, texts[name], longest=prose.get(name, 0))
            clashes.pop(name, None)
            if result is None:
                clashes[name] = Clash(name, base, box.text, texts[name])
            else:
                texts[name] = result
    return Taken(
        texts=texts,
        clashes=tuple(clashes.values()),
        pages=_remembering(pages, edit.page, last, has_clashed=bool(clashes or clashed.keys() - written)),
        is_changed=texts != dict(now),
        written=frozenset(written),
        is_merged=any(texts[name] != text for name, text in _last(edit).items() if name not in clashes),
    )


def _last(edit: Edit) -> dict[str, str]:
    """What was typed into each box in the end, also in a turn that was taken long ago."""
    return {name: box.text for step in edit.steps for name, box in step.boxes.items()}


def _base(name: str, box: Box, clashes: Mapping[str, Clash], clashed: Mapping[str, str], saved: str) -> str:
    """What the text was written on, as far as it is known here; whoever starts from the saved text has seen it."""
    if name in clashes:
        return clashes[name].base
    return clashed[name] if name in clashed and box.base != saved else box.base


def _laid_over(base: str, mine: str, theirs: str, *, longest: int) -> str | None:
    if mine in {base, theirs} or theirs == base:
        return theirs if mine == base else mine
    together = merged(base, mine, theirs) if longest else None
    return together if together and len(together) <= longest else None


def _remembering(pages: Pages, page: str, turn: int, *, has_clashed: bool) -> Pages:
    """The page as the newest, marked where something of it waits to be put together; without those that saved longest
    ago.
    """
    if not page or not turn:
        return pages
    newest: list[str | int] = [page, turn, 1] if has_clashed else [page, turn]
    return [*(known for known in pages if known[0] != page), newest][-PAGES_REMEMBERED:]
