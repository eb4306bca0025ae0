"""The registry of numbers at the head of a page: each app counts what is its own."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Model, QuerySet, Value

from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.people import Person
from iqm_coe.lib.registry import Registry

Rows = QuerySet[Model]
Ask = Callable[[], Rows | tuple[Rows, ...]]


@dataclass(frozen=True)
class Tile:
    """What is counted and the list behind it. The number, or what gives the rows whose number it is: it is called where
    their question is not known yet.
    """

    label: str
    counted: int | Ask
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
    known = {number: tile.counted for number, tile in enumerate(tiles) if isinstance(tile.counted, int)}
    others = tuple(number for number in range(len(tiles)) if number not in known)
    counted = Counter(known)
    for number, rows in _counted(page, user, on, others) if others else ():
        counted[number] += rows
    return [Number(tile.label, counted[number], tile.url) for number, tile in enumerate(tiles)]


@kept()
def _counted(page: str, user: Person, on: date, tiles: tuple[int, ...]) -> QuerySet[Model, tuple[int, int]]:
    """How many rows each of these tiles has, in a row or in several."""
    first, *others = [
        part.order_by().annotate(tile=Value(number)).values_list("tile").annotate(rows=Count("*"))
        for number, declared in enumerate(_tiles.of(page))
        if number in tiles
        for part in _rows(declared(user, on))
    ]
    numbers: QuerySet[Model, tuple[int, int]] = first.union(*others, all=True)
    return numbers


def _rows(tile: Tile) -> tuple[Rows, ...]:
    """All rows whose number it is."""
    if isinstance(tile.counted, int):
        return ()
    rows = tile.counted()
    return rows if isinstance(rows, tuple) else (rows,)
