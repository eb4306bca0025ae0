"""Django's PostgreSQL, of which a statement may be asked as a prepared one: planned once for a connection.

Django binds parameters before it sends a statement, so the database reads and plans the same words anew each time; of
the short questions of a page, planning is five sixths. Only statements whose words come back again and again are
prepared: each takes memory of the server's for as long as the connection lasts.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.backends.postgresql import base, operations
from psycopg import Connection, Cursor, RawCursor
from psycopg.abc import Params
from psycopg.rows import TupleRow

MOST_PREPARED = 200  # of one connection, some 150 kB each; whichever was asked longest ago is let go
_prepares: ContextVar[bool] = ContextVar("prepares", default=False)


@contextmanager
def prepared() -> Iterator[None]:
    """Within this block statements are prepared. Their parameters have numbers (`wording.numbered`), and go apart."""
    token = _prepares.set(True)
    try:
        yield
    finally:
        _prepares.reset(token)


class NumberedCursor(base.CursorMixin, RawCursor[TupleRow]):
    """Takes the words as PostgreSQL reads them: long ones are not read here each time."""


class DatabaseOperations(operations.DatabaseOperations):
    """Says also of a prepared statement what was asked: its cursor knows no words."""

    def last_executed_query(self, cursor: Cursor[TupleRow], sql: str, params: Params | None) -> str:
        said: str | None = super().last_executed_query(cursor, sql, params)
        return f"{sql} -- {params}" if said is None else said


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, but inside `prepared()`."""

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: Mapping[str, object]) -> Connection[TupleRow]:
        connection: Connection[TupleRow] = super().get_new_connection(conn_params)
        # At the first time. Django's usual cursors bind before they send, and prepare nothing.
        connection.prepare_threshold, connection.prepared_max = 0, MOST_PREPARED
        return connection

    def create_cursor(self, name: str | None = None) -> Cursor[TupleRow]:
        usual = self.connection.cursor_factory
        if not name and _prepares.get():
            self.connection.cursor_factory = NumberedCursor
        try:
            cursor: Cursor[TupleRow] = super().create_cursor(name)
        finally:
            self.connection.cursor_factory = usual
        return cursor
