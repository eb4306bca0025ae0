"""Rows that are written once: the database says so, whoever asks and however."""

import pytest
from django.db import IntegrityError, connection, transaction

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.append_only import append_only_tables
from iqm_coe.lib.transitions import record_event
from tests.clock import NOW
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.rule("R45b")
@pytest.mark.parametrize("statement", ["UPDATE accounts_event SET action = 'other'", "DELETE FROM accounts_event"])
def test_event_cannot_be_rewritten_by_sql(statement: str) -> None:
    user = UserFactory()
    record_event(user, "look", by=user, at=NOW)

    with (
        pytest.raises(IntegrityError, match="rows of accounts_event are written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert Event.objects.get().action == "look"


def test_append_only_tables_are_those_with_the_trigger() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT event_object_table FROM information_schema.triggers WHERE trigger_name = 'written_once'"
        )
        guarded = sorted(name for (name,) in cursor.fetchall())
    assert guarded == append_only_tables()
    assert "accounts_event" in guarded
