"""A database that has stopped answering is noticed before a page waits for it."""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.rows import TupleRow

RV = TypeVar("RV")

LOOKED_AT = 0.4  # seconds in which a connection that lay idle has to answer
# A page without a database is told so within three seconds, and no thread is held for longer.
POOL_PATIENCE, CONNECT_PATIENCE = 1.0, 2


class TimelyConnection(psycopg.Connection[TupleRow]):
    """Before it is used the pool asks it for nothing at all; a server that is frozen, and neither answers nor refuses,
    would hold whoever asks for ever.
    """

    _patience: float | None = None

    def execute(self, query: Any, *arguments: Any, **options: Any) -> psycopg.Cursor[TupleRow]:
        self._patience = None if query else LOOKED_AT
        try:
            return super().execute(query, *arguments, **options)
        finally:
            self._patience = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        return super().wait(gen, interval, self._patience if timeout is None else timeout)


# As Django's OPTIONS have them: a few connections a process, each looked at before it is used.
POOL = {"min_size": 1, "max_size": 8, "timeout": POOL_PATIENCE, "connection_class": TimelyConnection}
