"""The worlds that the meta-tests walk in."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import time_machine
from django.db import connection, transaction

from iqm_coe.operations.enums import Part
from iqm_coe.operations.flows import heartbeat
from tests import scene
from tests.clock import NOW, days
from tests.meta.cast import STAGES, Cast, cast, signed_in


class Standing:
    """The worlds while they stand, and where the test after this one is."""

    def __init__(self) -> None:
        self.worlds: dict[str, Cast] | None = None
        self.around = ExitStack()
        self.walked_in: set[Path] = set()
        self.next: Path | None = None

    def made(self) -> dict[str, Cast]:
        if self.worlds is None:
            self.around.enter_context(transaction.atomic())
            try:
                self.worlds = _made()
            except BaseException:
                self._go()  # every later test of this process would stand in what was half made
                raise
        return self.worlds

    def leave(self) -> None:
        """They go, unless the next module walks in them too."""
        if self.next not in self.walked_in:
            self._go()

    def _go(self) -> None:
        transaction.set_rollback(True)
        self.around.close()
        self.worlds = None


def _made() -> dict[str, Cast]:
    with time_machine.travel(NOW, tick=False):
        worlds = {stage: signed_in(cast(stage)) for stage in STAGES}
        for part in Part:
            heartbeat.hear(part, at=NOW + days(1) / 24)
    connection.check_constraints()  # what waits for a commit; else each test would ask it of all these rows
    return worlds


STANDING = Standing()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    STANDING.walked_in = {item.path for item in items if "worlds_by_stage" in getattr(item, "fixturenames", ())}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(nextitem: pytest.Item | None) -> None:
    STANDING.next = nextitem.path if nextitem else None


@pytest.fixture(scope="module")
def worlds_by_stage(django_db_setup, django_db_blocker) -> Iterator[dict[str, Cast]]:
    """A world for each stage, made once while modules that walk in them follow each other: every test undoes what it
    did, and the last one leaves nothing.
    """
    with django_db_blocker.unblock():
        yield STANDING.made()
        STANDING.leave()


@pytest.fixture(scope="module")
def active(django_db_setup, django_db_blocker):
    """A Centre in its year, made once: no form writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            made = scene.active()
            connection.check_constraints()
        yield made
        transaction.set_rollback(True)
