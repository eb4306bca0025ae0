"""Children of one warm process, each with a database and a cache of its own; they play chosen tests in it."""

import json
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connections
from django.test import utils

from iqm_coe.settings.environment import redis_url
from tests.databases import migrated_template

DATABASES = "test_iqm_coe_child_"
PATIENCE = 60  # seconds for one test beyond ten times what it took at its recording


@dataclass(frozen=True)
class Job:
    """Some tests to be played, after `before` has changed the child; `after` tells what else is to be known."""

    name: Any
    tests: Sequence[pytest.Item]
    before: Callable[["Play"], None]
    after: Callable[[], Any] = lambda: None
    seconds: Callable[[str], float] = lambda _test: 0.0
    stops_at_failure: bool = True


@dataclass(eq=False)
class Play:
    """What the tests of one child came to: listens as a plugin of pytest."""

    seconds: Callable[[str], float]
    told: Path
    current: str = ""
    failed: list[str] = field(default_factory=list)
    took: dict[str, float] = field(default_factory=dict)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.current = nodeid
        self.told.write_text(json.dumps({"playing": nodeid}))  # all that is said of a child whose time is over
        signal.alarm(PATIENCE + int(10 * self.seconds(nodeid)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.took[report.nodeid] = self.took.get(report.nodeid, 0.0) + report.duration
        if report.failed and report.nodeid not in self.failed:
            self.failed.append(report.nodeid)


class Forks:
    """At most so many children at a time; each has a number, which names its database and cache."""

    def __init__(self, session: pytest.Session, folder: Path, number: int) -> None:
        self.session, self.folder, self.template = session, folder, migrated_template()
        self.free = list(range(number))
        self.running: dict[int, tuple[int, Job, float]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def play(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, dict[str, Any], float]]:
        """Each job with its answer, and how long it took, in the order in which they end."""
        try:
            for job in jobs:
                if not self.free:
                    yield self._ended()
                self._begin(job)
            while self.running:
                yield self._ended()
        finally:
            for pid in self.running:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                _end_what_it_began(pid)

    def _begin(self, job: Job) -> None:
        slot = self.free.pop()
        database = _own_database(slot, self.template)
        (self.folder / f"{slot}.json").unlink(missing_ok=True)
        pid = os.fork()
        if pid == 0:
            self._child(slot, database, job)
        self.running[pid] = (slot, job, time.monotonic())

    def _ended(self) -> tuple[Job, dict[str, Any], float]:
        pid, status = os.wait()
        _end_what_it_began(pid)
        slot, job, began = self.running.pop(pid)
        self.free.append(slot)
        file = self.folder / f"{slot}.json"
        told = json.loads(file.read_text()) if file.exists() else {}
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
            told["timed_out"] = True
        return job, told, time.monotonic() - began

    def _child(self, slot: int, database: str, job: Job) -> None:
        """Plays and ends: nothing of the warm process's own ending may run here."""
        answer: dict[str, Any] = {}
        told = self.folder / f"{slot}.json"
        os.setpgid(0, 0)
        try:
            _live_in(slot, database)
            play = Play(job.seconds, told)
            job.before(play)
            _run(self.session, job, play)
            answer = {"failed": play.failed, "took": play.took, "after": job.after()}
        except BaseException:  # noqa: BLE001 - a child never goes on as its parent
            answer = {"broken": traceback.format_exc(limit=-2)}
        finally:
            told.write_text(json.dumps(answer))
            os._exit(0)


def _end_what_it_began(pid: int) -> None:
    """A child that stopped at a failure, or whose time was over, has ended no server that its tests had begun."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _run(session: pytest.Session, job: Job, play: Play) -> None:
    session.config.pluginmanager.register(play, "play")
    session.shouldfail = session.shouldstop = False
    for test, following in zip_longest(job.tests, job.tests[1:]):
        test.config.hook.pytest_runtest_protocol(item=test, nextitem=following)
        if play.failed and job.stops_at_failure:
            return


def _own_database(slot: int, template: str) -> str:
    """A fresh copy of the suite's template: whatever the last child has left, or still holds, is gone."""
    name = f"{DATABASES}{slot}"
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    connections.close_all()
    return name


def _live_in(slot: int, database: str) -> None:
    """Says nothing, and reaches only what is its own; the test database is there and stays there. The cache that the
    parent has opened is let go, since an open one keeps its number: children would empty each other's.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.environ["PYTEST_XDIST_WORKER"] = f"gw{slot}"
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    connections.settings["default"]["NAME"] = database
    caches.settings["default"]["LOCATION"] = redis_url(1 + slot)  # as the settings of the tests number them
    with suppress(AttributeError):
        del caches["default"]
    utils.setup_databases = lambda **_: []
    utils.teardown_databases = lambda *_, **__: None
