"""The registry of numbers at the head of a page: each app counts what is its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from iqm_coe.lib.registry import Registry


@dataclass(frozen=True)
class Tile:
    """One number, what it counts, and the list behind it."""

    label: str
    value: object
    url: str = ""


_tiles = Registry[Callable[[Any, date], Tile]]()
# Counts for (person, day in London): `@tile("programme", order=30)`.
tile = _tiles.declare


def tiles_for(page: str, user: object, on: date) -> list[Tile]:
    """Every tile of the page, counted now."""
    return [count(user, on) for count in _tiles.of(page)]
