"""The registry of how long each kind of record is kept, and what a copy for testing or support leaves out (R46)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """How long, in words, and the columns that are emptied or replaced in a copy; none where nothing tells of a person.

    The periods are proposals of the house until IQM decides them.
    """

    keeps: str
    scrub: tuple[str, ...] = ()


_declared: dict[str, Kept] = {}


def retention(kept: Mapping[str, Kept]) -> Mapping[str, Kept]:
    """Declare an app's own tables, and those of a library that it brings along, by the label of their model."""
    for label, row in kept.items():
        if _declared.get(label, row) != row:
            raise ValueError(f"The retention of {label} is declared twice.")
        _declared[label] = row
    return kept


def declared_retention() -> Mapping[str, Kept]:
    """Every table of the product."""
    return dict(_declared)
