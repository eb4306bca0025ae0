"""A test that commits leaves the database as its migrations made it.

Django empties all hundred and thirty tables with TRUNCATE, half a second each time: every table gets new files, and
every plan of every connection is made anew. Here the rows of those tables that hold some are deleted, behind the backs
of all guards, and what the migrations had loaded is copied back, under the same numbers.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg.sql import SQL, Composable, Identifier

BEHIND_GUARDS = "SET LOCAL session_replication_role = replica"
MAY_GO_BEHIND_GUARDS = "SELECT has_parameter_privilege('session_replication_role', 'SET')"
KEPT = "django_migrations"
# Deleted rows stay in the files. Where these became as large as this, the tables are given new ones.
LARGE = 16 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class AsMigrated:
    """What a fresh database holds: its tables, and the rows of those that the migrations filled."""

    tables: tuple[str, ...]
    rows: dict[str, bytes]
    goes_behind_guards: bool  # the servers that the tests start let their owner

    @classmethod
    def read(cls) -> "AsMigrated":
        with connection.cursor() as cursor:
            tables = tuple(sorted({*connection.introspection.table_names(cursor)} - {KEPT}))
            rows = {table: copied_out(cursor, table) for table in filled(cursor, tables)[0]}
            cursor.execute(MAY_GO_BEHIND_GUARDS)
            return cls(tables, rows, goes_behind_guards=cursor.fetchone()[0])

    def restore(self) -> None:
        """Everything else that was committed is gone."""
        if connection.in_atomic_block:
            raise RuntimeError("Guards would stay off until the outer transaction ends.")
        with transaction.atomic(), connection.cursor() as cursor:
            every = SQL(", ").join(map(Identifier, self.tables))
            # As TRUNCATE does, this waits for whatever is still under way, a browser's last request for one.
            _say(cursor, SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(every))
            left, size = filled(cursor, self.tables)
            if size > LARGE or not self.goes_behind_guards:
                _say(cursor, SQL("TRUNCATE {}").format(every))
            else:
                cursor.execute(BEHIND_GUARDS)
                for table in left:
                    _say(cursor, SQL("DELETE FROM {}").format(Identifier(table)))
            for table, rows in self.rows.items():
                copied_in(cursor, table, rows)


def _say(cursor: Any, words: Composable) -> None:
    cursor.execute(words.as_string(connection.connection))


def filled(cursor: Any, tables: tuple[str, ...]) -> tuple[list[str], int]:
    """The tables that hold rows, and how many bytes all have taken."""
    one = SQL("(SELECT {name}, pg_relation_size({name}) FROM {table} LIMIT 1)")
    _say(cursor, SQL(" UNION ALL ").join(one.format(name=table, table=Identifier(table)) for table in tables))
    found = dict(cursor.fetchall())
    return list(found), sum(found.values())


def copied_out(cursor: Any, table: str) -> bytes:
    with cursor.copy(SQL("COPY {} TO STDOUT (FORMAT binary)").format(Identifier(table))) as copy:
        return b"".join(map(bytes, copy))


def copied_in(cursor: Any, table: str, rows: bytes) -> None:
    with cursor.copy(SQL("COPY {} FROM STDIN (FORMAT binary)").format(Identifier(table))) as copy:
        copy.write(rows)


def leave_as_migrated() -> None:
    """From now on, in place of Django's way."""
    as_migrated()

    def emptied(_test: TransactionTestCase) -> None:
        as_migrated().restore()

    TransactionTestCase._fixture_teardown = emptied


@cache
def as_migrated() -> AsMigrated:
    """Read before the first test; nothing was written yet."""
    return AsMigrated.read()
