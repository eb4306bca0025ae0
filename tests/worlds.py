"""A world that many tests begin in is made once, and stands while they follow each other.

`active = world(scene.active)` in a conftest or a test file is a fixture. Whoever asks for it gets a copy of the objects
over the very rows, and undoes what it did itself. The rows of one world are taken away before another one is made, or
a test without one runs.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from tests.clock import NOW
from tests.numbering import count_people_anew

Make = Callable[[], Any]
_makers: dict[Callable[..., Any], Make] = {}


@dataclass
class Standing:
    """What stands in the database now."""

    make: Make
    made: Any


def world(make: Make) -> Any:
    """A fixture that gives the world which `make` brings about on the tests' Monday."""

    def copied(_standing: Standing | None, db: None) -> Any:
        if _standing and _standing.make is make:
            return deepcopy(_standing.made)
        return make()  # the second world of a test is its own

    _makers[copied] = make
    return pytest.fixture(copied)


def _wanted(metafunc: pytest.Metafunc) -> Make | None:
    """The world in which this test begins; none for one that commits, whose rows are others' to see."""
    marker = metafunc.definition.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        return None
    known = metafunc._arg2fixturedefs
    functions = [known[name][-1].func for name in metafunc.fixturenames if name in known]
    return next((_makers[one] for one in functions if one in _makers), None)


def stand_for(metafunc: pytest.Metafunc) -> None:
    """Hand the test's world to `_standing`; the name of the test stays as it is."""
    if "_standing" in metafunc.fixturenames:
        wanted = pytest.param(_wanted(metafunc), id=pytest.HIDDEN_PARAM)
        metafunc.parametrize("_standing", [wanted], indirect=True, scope="module")


def put_together(items: list[pytest.Item]) -> None:
    """Tests of one module that begin in one world follow each other, whatever shuffled them before."""
    places: dict[tuple[int, Make | None], int] = {}
    order, run, path = {}, 0, None
    for item in items:
        run, path = run + (item.path != path), item.path
        make = item.callspec.params.get("_standing") if hasattr(item, "callspec") else None
        order[item] = places.setdefault((run, make), len(places))
    items.sort(key=order.__getitem__)


@pytest.fixture(scope="module", autouse=True)
def _standing(request: pytest.FixtureRequest) -> Iterator[Standing | None]:
    """The rows stand in a transaction around those of the tests."""
    make: Make | None = request.param
    if make is None:
        yield None
        return
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    around = transaction.atomic()
    with blocker.unblock(), time_machine.travel(NOW):
        count_people_anew()
        around.__enter__()
        try:
            made = make()
            connection.check_constraints()  # what waits for a commit; else each test would ask it of all these rows
        except BaseException:
            _leave(around)  # every later test of this process would stand in what was half made
            raise
    yield Standing(make, made)
    with blocker.unblock():
        _leave(around)


def _leave(around: transaction.Atomic) -> None:
    transaction.set_rollback(True)
    around.__exit__(None, None, None)
