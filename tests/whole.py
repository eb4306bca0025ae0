"""How much is asked: `bin/test` asks a cut, to be answered soon; `FULL_GRID=1`, as `.ci/run` sets it, all but what
`bin/bench pages` asks at leisure. A file that is named to `bin/test` is asked with all its tests.

Every use has its line in docs/testing.md, *Whole and cut*.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import pytest

Much = TypeVar("Much")

WHOLE = bool(os.environ.get("FULL_GRID"))
AT_LEISURE = os.environ.get("FULL_GRID") == "at leisure"

in_the_whole = pytest.mark.in_the_whole
NOT_NOW = pytest.mark.skip(reason="not while one works: asked with FULL_GRID=1, as in .ci/run, or by its file's name")
# Walks in a browser whose acts the rooms' own tests ask without one. Those of every day, and of saving, stay.
SPECIAL_WALKS = {
    *("single_sign_on", "passkeys", "sessions", "money", "search", "marks", "taken_away", "board", "clicks", "writers"),
}


def as_much_as(*, whole: Much, cut: Much) -> Much:
    return whole if WHOLE else cut


def leave_to_the_whole(items: Iterable[pytest.Item], asked: Iterable[str], *, whole: bool = WHOLE) -> None:
    named = {Path(one.partition("::")[0]).resolve() for one in asked}
    for item in items:
        if not whole and item.path not in named and is_left(item):
            item.add_marker(NOT_NOW)


def is_left(item: pytest.Item) -> bool:
    is_special = item.path.parent.name == "browser" and item.path.stem.removeprefix("test_") in SPECIAL_WALKS
    return is_special or item.get_closest_marker("in_the_whole") is not None
