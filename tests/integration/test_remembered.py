"""What is put back is what was made: the same rows, objects and files, and every guard stands before them."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction

from centres.membership.models.centre import Centre
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from tests import remembered, scene, visits
from tests.clock import NOW
from tests.emptying import as_migrated, filled
from tests.meta.cast import cast
from tests.remembered import may_be_put_back
from tests.whole import SEEKS_MUTANTS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_is_remembered(monkeypatch) -> None:
    monkeypatch.setattr(remembered, "_worlds", {})
    monkeypatch.delenv(SEEKS_MUTANTS, raising=False)


def contents() -> dict[str, list[str]]:
    """Every row of every table that holds some."""
    with connection.cursor() as cursor:
        tables, _size = filled(cursor, as_migrated().tables)
        rows = {table: cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1').fetchall() for table in tables}
    return {table: [row for (row,) in found] for table, found in rows.items()}


@pytest.mark.parametrize("make", [visits.opened, visits.checking, lambda: cast("issued")])
def test_world_is_put_back_as_it_was_made(make) -> None:
    seen = []
    for _ in range(2):
        with transaction.atomic():
            given = make()
            seen.append((contents(), given.played.centre.pk, given.played.lead.head.name))
            transaction.set_rollback(True)

    assert seen[0] == seen[1]
    assert len(seen[0][0]) > 20


def test_flows_go_on_where_a_world_was_put_back() -> None:
    centres = []
    for _ in range(2):
        with transaction.atomic():
            made = scene.submitted()
            scene.staffed_school("A third school")
            centres.append((made.approve().centre.state, Centre.objects.count(), Event.objects.count()))
            transaction.set_rollback(True)

    assert centres[0] == centres[1] == ("active", 1, centres[0][2])


def test_guards_stand_before_what_was_put_back() -> None:
    for _ in range(2):
        with transaction.atomic():
            scene.active()
            with pytest.raises(DatabaseError), transaction.atomic():
                Event.objects.update(at=NOW)
            transaction.set_rollback(True)


def test_file_that_was_taken_away_meanwhile_is_put_back_with_its_time() -> None:
    found = []
    for _ in range(2):
        with transaction.atomic():
            made = cast("active")
            path = Path(default_storage.path(made.played.plan().versions.get().file.name))
            found.append((path.read_bytes(), path.stat().st_mtime))
            path.unlink()
            transaction.set_rollback(True)

    assert found[0] == found[1]


def test_only_a_test_that_begins_puts_a_world_back(monkeypatch) -> None:
    assert not may_be_put_back()
    with transaction.atomic():
        assert may_be_put_back()
        monkeypatch.setenv(SEEKS_MUTANTS, "1")
        assert not may_be_put_back()
        monkeypatch.delenv(SEEKS_MUTANTS)
        User.objects.create_user("first@people.example", "First")
        assert not may_be_put_back()
    with transaction.atomic():
        assert not may_be_put_back()
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
