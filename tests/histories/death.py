"""A worker that dies at its so-manieth step: no statement, no commit and no word to a server comes after it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections


class Died(BaseException):
    """As a power cut: nothing that goes on after an error goes on after this."""


_here = threading.local()


class Life:
    """The steps of one worker; `end` is called at the last one, and again at whatever is tried afterwards."""

    def __init__(self, steps: int | None, end: Callable[[], None]) -> None:
        self.left, self.end, self.taken = steps, end, 0

    def step(self) -> None:
        self.taken += 1
        if self.is_over:
            self.end()

    @property
    def is_over(self) -> bool:
        return self.left is not None and self.taken > self.left


def step() -> None:
    """One more step of the worker of this thread; of nobody's where none is counted."""
    life: Life | None = getattr(_here, "life", None)
    if life is not None:
        life.step()


def _die() -> None:
    """The server sees the line break, and rolls back by itself."""
    raw = connections["default"].connection
    if raw is not None:
        raw.close()
    raise Died


@contextmanager
def counted(steps: int | None, end: Callable[[], None] = _die) -> Iterator[Life]:
    """Within the block each statement and each commit is a step before it and one after it. None: never dies."""
    used, life = connections["default"], Life(steps, end)
    used.ensure_connection()
    commit = used._commit

    def watched(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        life.step()
        made = execute(sql, params, many, context)
        life.step()
        return made

    def watched_commit() -> None:
        life.step()
        commit()
        life.step()

    _here.life, used._commit = life, watched_commit
    try:
        with used.execute_wrapper(watched):
            yield life
    finally:
        del _here.life
        vars(used).pop("_commit", None)


def bury() -> None:
    """What Django still believes of the dead worker's connection is forgotten with it."""
    dead = connections["default"]
    dead.in_atomic_block, dead.needs_rollback, dead.closed_in_transaction = False, False, False
    dead.savepoint_ids, dead.atomic_blocks, dead.run_on_commit, dead.execute_wrappers = [], [], [], []
    dead.close()
    del connections["default"]
