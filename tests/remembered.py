"""A world that was made once is put back as rows, in a thirtieth of a second; the flows bring it about the first time.

`@remembered` stands on what makes a world, and holds where a test begins: nothing was written in its transaction yet,
so the database is as its migrations made it. Anywhere else, and in a test that commits, the flows go their way.
"""

import os
from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from iqm_coe.lib.dates import london_date
from tests.emptying import BEHIND_GUARDS, as_migrated, copied_in, copied_out, filled
from tests.numbering import count_people_anew
from tests.storage import StampedStorage
from tests.whole import SEEKS_MUTANTS

P = ParamSpec("P")
Made = TypeVar("Made")
IN_FRONT_OF_GUARDS = "SET LOCAL session_replication_role = origin"
# What was committed before, in a test without a transaction of its own, would have people or schools.
IS_A_BEGINNING = """
    SELECT pg_current_xact_id_if_assigned() IS NULL
        AND NOT EXISTS (SELECT FROM accounts_user) AND NOT EXISTS (SELECT FROM schools_school)
"""


@dataclass(frozen=True)
class File:
    name: str
    content: bytes
    stamped: float  # seconds since 1970

    @classmethod
    def read(cls, name: str) -> "File":
        path = Path(default_storage.path(name))
        return cls(name, path.read_bytes(), path.stat().st_mtime)

    def put_back(self) -> None:
        path = Path(default_storage.path(self.name))
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.content)
            os.utime(path, (self.stamped, self.stamped))


@dataclass(frozen=True)
class World:
    """The rows of the tables in which it differs from an empty programme, its files, and what its maker gave."""

    rows: dict[str, bytes]
    files: list[File]
    given: Any

    @classmethod
    def read(cls, given: Any, saved: list[str]) -> "World":
        with connection.cursor() as cursor:
            tables, _size = filled(cursor, as_migrated().tables)
            rows = {table: copied_out(cursor, table) for table in tables}
        files = [File.read(name) for name in saved if default_storage.exists(name)]
        migrated = as_migrated().rows
        return cls({table: row for table, row in rows.items() if migrated.get(table) != row}, files, deepcopy(given))

    def put_back(self) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(BEHIND_GUARDS)
            for table, rows in self.rows.items():
                if table in as_migrated().rows:
                    cursor.execute(SQL("DELETE FROM {}").format(Identifier(table)).as_string(connection.connection))
                copied_in(cursor, table, rows)
            cursor.execute(IN_FRONT_OF_GUARDS)
        count_people_anew()
        for file in self.files:
            file.put_back()
        return deepcopy(self.given)


_worlds: dict[Hashable, World] = {}


def remembered(make: Callable[P, Made]) -> Callable[P, Made]:
    """What `make` brings about is kept for this process, by its arguments and the day."""

    @wraps(make)
    def made(*args: P.args, **named: P.kwargs) -> Made:
        if not may_be_put_back() or not all(isinstance(one, Hashable) for one in (*args, *named.values())):
            return make(*args, **named)
        key = (make, args, tuple(sorted(named.items())), london_date(timezone.now()))
        if key in _worlds:
            return _worlds[key].put_back()
        with StampedStorage.noting() as saved:
            given = make(*args, **named)
        _worlds[key] = World.read(given, saved)
        return given

    return made


def may_be_put_back() -> bool:
    if SEEKS_MUTANTS in os.environ or not connection.in_atomic_block or not as_migrated().goes_behind_guards:
        return False
    with connection.cursor() as cursor:
        cursor.execute(IS_A_BEGINNING)
        return cursor.fetchone()[0]
