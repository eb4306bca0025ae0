"""Logs that stay small while the programs that write them run on."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

MOST_BYTES = 5_000_000
KEPT = 4  # files of before


def rotate(log: Path) -> bool:
    """Set a log aside that has grown too large, and empty it in place: its writers append, and go on at its beginning.

    What is written between the last copying and the emptying is lost, which is a moment; a pipe through this program
    would lose nothing, and stop every part with it.
    """
    with suppress(FileNotFoundError):
        if log.stat().st_size > MOST_BYTES:
            _set_aside(log)
            return True
    return False


def older(log: Path) -> Iterator[Path]:
    """Where the files of before lie, the oldest first."""
    return (log.with_name(f"{log.name}.{number}") for number in range(KEPT, 0, -1))


def _set_aside(log: Path) -> None:
    places = list(older(log))
    for place, newer in pairwise(places):
        if newer.exists():
            newer.replace(place)
    with log.open("r+b") as grown, places[-1].open("wb") as kept:
        kept.write(grown.read(MOST_BYTES * 2))
        while more := grown.read(MOST_BYTES):  # written meanwhile
            kept.write(more)
        grown.truncate(0)
