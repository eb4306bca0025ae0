"""The tests' databases are copies of one that was migrated once, so that a worker begins in a second."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from iqm_coe.embedded.preparation import fingerprint

MADE_FROM = (
    *("iqm_coe/**/migrations", "schools/**/migrations", "centres/**/migrations", "reviews/**/migrations"),
    *("iqm_coe/operations/management", "requirements/base.txt"),
)
PREFIX, HALF_DONE = "iqm_coe_tests_", "iqm_coe_tests_half_done"
COPIES = "iqm_coe_copy_"
LOCK = 0x49514D  # one maker at a time; the lock ends with whoever holds it


def migrated_template() -> str:
    """The name of a database with today's tables and rights; made where there is none, and older ones dropped."""
    name = PREFIX + fingerprint(MADE_FROM)
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        known = {row[0] for row in cursor.fetchall()}
        if name not in known:
            for old in known:
                cursor.execute(f'DROP DATABASE "{old}"')
            cursor.execute(f'CREATE DATABASE "{HALF_DONE}"')
            with connected_to(HALF_DONE):
                call_command("migrate", verbosity=0)
                call_command("grant_app_role", verbosity=0)
            cursor.execute(f'ALTER DATABASE "{HALF_DONE}" RENAME TO "{name}"')
    return name


@contextmanager
def copies(count: int) -> Iterator[list[str]]:
    """The names of so many databases of the moment."""
    template, names = migrated_template(), [f"{COPIES}{number}" for number in range(count)]
    for name in names:
        drop(name)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield names
    finally:
        for name in names:
            drop(name)


def drop(name: str, _verbosity: int = 0) -> None:
    """Also while a browser's last request, which nobody waits for any more, is still answered from it."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
