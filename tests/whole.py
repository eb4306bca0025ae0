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
# `bin/mutants` sets it: a mutant is looked for in the making of worlds and in each kept question, too.
SEEKS_MUTANTS = "SEEKS_MUTANTS"
AT_LEISURE = os.environ.get("FULL_GRID") == "at leisure"

in_the_whole = pytest.mark.in_the_whole
NOT_NOW = pytest.mark.skip(reason="not while one works: asked with FULL_GRID=1, as in .ci/run, or by its file's name")
# Walks in a browser whose acts the rooms' own tests ask without one. Left are signing in and saving.
SPECIAL_WALKS = {
    *("single_sign_on", "passkeys", "sessions", "money", "search", "marks", "taken_away", "board", "clicks", "writers"),
    *("people", "year", "records", "work_keys", "list_keys"),
}


def in_turns(one_of: int) -> pytest.MarkDecorator:
    """Of so many cases of a test the cut asks one: the first, and each so many after it."""
    return pytest.mark.in_turns(one_of)


def as_much_as(*, whole: Much, cut: Much) -> Much:
    return whole if WHOLE else cut


def leave_to_the_whole(items: Iterable[pytest.Item], asked: Iterable[str], *, whole: bool = WHOLE) -> None:
    for item in items:
        if not whole and is_left(item) and not is_named(item, asked):
            item.add_marker(NOT_NOW)


def is_named(item: pytest.Item, asked: Iterable[str]) -> bool:
    """Whether its file was named to `bin/test`; a folder is not enough."""
    return item.path in {Path(one.partition("::")[0]).resolve() for one in asked}


def is_left(item: pytest.Item) -> bool:
    is_special = item.path.parent.name == "browser" and item.path.stem.removeprefix("test_") in SPECIAL_WALKS
    return is_special or item.get_closest_marker("in_the_whole") is not None or waits_its_turn(item)


def waits_its_turn(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("in_turns")
    return marker is not None and max(item.callspec.indices.values()) % marker.args[0] != 0
