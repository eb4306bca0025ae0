"""A database that has stopped answering is noticed, and no page waits for it without an end."""

from collections.abc import MutableMapping
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.rows import TupleRow

RV = TypeVar("RV")

LOOKED_AT = 0.4  # seconds in which a connection that lay idle has to answer
# A page without a database is told so within three seconds, and no thread is held for longer.
POOL_PATIENCE, CONNECT_PATIENCE = 1.0, 2
# What a page waits for one statement that is under way, and for a row that somebody else holds.
STATEMENT_PATIENCE, LOCK_PATIENCE = 6.0, "2500ms"


class TimelyConnection(psycopg.Connection[TupleRow]):
    """Before it is used the pool asks it for nothing at all; a server that is frozen, and neither answers nor refuses,
    would hold whoever asks for ever. `longest` bounds each statement, in seconds, where pages are made.
    """

    longest: float | None = None
    _patience: float | None = None

    def execute(self, query: Any, *arguments: Any, **options: Any) -> psycopg.Cursor[TupleRow]:
        self._patience = None if query else LOOKED_AT
        try:
            return super().execute(query, *arguments, **options)
        finally:
            self._patience = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        bound = self._patience or self.longest if timeout is None else timeout
        try:
            return super().wait(gen, interval, bound)
        except psycopg.OperationalError as error:
            if bound and error.sqlstate is None:
                self.pgconn.finish()  # nobody knows what it does now, and taking it back would wait as long again
            raise


# As Django's OPTIONS have them: a few connections a process, each looked at before it is used.
POOL = {"min_size": 1, "max_size": 8, "timeout": POOL_PATIENCE, "connection_class": TimelyConnection}


def bound_pages(environment: MutableMapping[str, str]) -> None:
    """For a process that makes pages: said before Django is loaded. Workers read registers in longer statements."""
    TimelyConnection.longest = STATEMENT_PATIENCE
    if "lock_timeout" not in environment.get("PGOPTIONS", ""):
        add_options(environment, f"-c lock_timeout={LOCK_PATIENCE}")


def add_options(environment: MutableMapping[str, str], options: str) -> None:
    """Say more of every connection that this process begins, once, beside what is said already."""
    said = environment.get("PGOPTIONS", "")
    if options not in said:
        environment["PGOPTIONS"] = f"{said} {options}".strip()
