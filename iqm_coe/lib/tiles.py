"""The registry of numbers at the head of a page: each app counts what is its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Model, QuerySet, Value

from iqm_coe.lib.people import Person
from iqm_coe.lib.registry import Registry

Rows = QuerySet[Model]


@dataclass(frozen=True)
class Tile:
    """What is counted, the number or the rows whose number it is, and the list behind it."""

    label: str
    counted: int | Rows | tuple[Rows, ...]
    url: str = ""


@dataclass(frozen=True)
class Number:
    """A tile as the page shows it."""

    label: str
    value: int
    url: str


_tiles = Registry[Callable[[Person, date], Tile]]()
# Counts for (person, day in London): `@tile("programme", order=30)`.
tile = _tiles.declare


def tiles_for(page: str, user: Person, on: date) -> list[Number]:
    """Every tile of the page, counted now: one question to the database for all that are rows."""
    tiles = [declared(user, on) for declared in _tiles.of(page)]
    parts = [tile.counted if isinstance(tile.counted, tuple) else (tile.counted,) for tile in tiles]
    counted = iter(_counted([part for of_tile in parts for part in of_tile if not isinstance(part, int)]))
    values = [sum(part if isinstance(part, int) else next(counted) for part in of_tile) for of_tile in parts]
    return [Number(tile.label, value, tile.url) for tile, value in zip(tiles, values, strict=True)]


def _counted(rows: Sequence[Rows]) -> list[int]:
    """How many each of them are, in their order."""
    if not rows:
        return []
    first, *others = [
        one.order_by().annotate(place=Value(place)).values("place").annotate(number=Count("*"))
        for place, one in enumerate(rows)
    ]
    numbers = {row["place"]: row["number"] for row in first.union(*others, all=True)}
    return [numbers.get(place, 0) for place in range(len(rows))]
