"""Who handed a file in, and on which page it stands: each room declares it for its own kinds of files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from iqm_coe.lib.files import StoredFile


@dataclass(frozen=True)
class HandedIn:
    """The number of the person, when, and the path of the page."""

    by: int
    at: datetime
    path: str


Row = TypeVar("Row", bound=StoredFile)
_kinds: dict[type[StoredFile], Callable[..., HandedIn]] = {}


def handed_in(kind: type[Row]) -> Callable[[Callable[[Row], HandedIn]], Callable[[Row], HandedIn]]:
    """Declare it for one kind of file."""

    def keep(tell: Callable[[Row], HandedIn]) -> Callable[[Row], HandedIn]:
        _kinds[kind] = tell
        return tell

    return keep


def kinds() -> list[type[StoredFile]]:
    """The kinds of files that people hand in."""
    return list(_kinds)


def is_handed_in(row: StoredFile) -> bool:
    """Whether it is of one of these kinds; what the product made itself is of none."""
    return type(row) in _kinds


def told_of(row: StoredFile) -> HandedIn:
    """Of this row. KeyError: nobody declared it."""
    return _kinds[type(row)](row)
