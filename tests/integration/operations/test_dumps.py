"""Databases of before become today's: each dump is loaded, migrated, and everything that must hold is asked of it."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from centres.membership.models.centre import Centre
from iqm_coe.operations.invariants import EVERY_FILE, broken
from reviews.reports.conditions import seal
from reviews.reports.models.seal import SealedReport
from tests.databases import connected_to
from tests.whole import in_the_whole

FOLDER = Path(__file__).resolve().parents[2] / "dumps"
DUMPS = sorted(FOLDER.glob("*.sql.gz"))
NOT_FOR_A_SERVER = re.compile(r"^(\\(un)?restrict \w+|SET transaction_timeout = 0;)$", re.MULTILINE)
WRITTEN_DOWN = dict(reversed(line.split("  ")) for line in (FOLDER / "SHA256SUMS").read_text().splitlines())


@pytest.fixture
def database(worker_id: str, django_db_setup, django_db_blocker):
    """An empty one, dropped afterwards."""
    name = f"iqm_coe_dump_{worker_id}"
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        with connected_to(name):
            yield name
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


def load(dump: Path) -> None:
    """All of it but what steers psql, and the one setting that an older server does not know."""
    statements = NOT_FOR_A_SERVER.sub("", gzip.decompress(dump.read_bytes()).decode())
    with connection.cursor() as cursor:
        cursor.execute(statements)
    connection.close()  # and with it the empty search path that the dump has set


def test_dumps_are_what_they_were() -> None:
    assert DUMPS != []
    assert {dump.name: hashlib.sha256(dump.read_bytes()).hexdigest() for dump in DUMPS} == WRITTEN_DOWN


@in_the_whole
@pytest.mark.slow
@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.name)
def test_database_of_before_becomes_todays_with_everything_in_it(database: str, dump: Path) -> None:
    load(dump)
    call_command("migrate", verbosity=0)
    call_command("migrate", "--check", verbosity=0)

    assert [breach for breach in broken() if breach.name != EVERY_FILE] == []  # a dump holds rows and no files
    assert Centre.objects.filter(state="active").exists()
    sealed = SealedReport.objects.all()
    assert [seal.hash_of(one.content) for one in sealed] == [one.sha256 for one in sealed]
    assert sealed.exists()
