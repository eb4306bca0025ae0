"""The trail is sealed into a chain: what is changed below the product is found, and nobody waits for it (R45)."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from iqm_coe.accounts.models.event import Event, EventNote
from iqm_coe.operations.conditions import trail
from iqm_coe.operations.flows import trail as flows
from iqm_coe.operations.models.trail import SealedRange
from tests import scene
from tests.clock import NOW, days

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R45e")]

HOUR = days(1) / 24


def ranges() -> list[tuple[int, int, int]]:
    return list(SealedRange.objects.order_by("pk").values_list("first_event", "last_event", "events"))


@pytest.fixture
def sealed() -> int:
    """Two nights over the trail of an application; how many events there are."""
    scene.submitted()
    flows.seal(at=NOW)
    flows.seal(at=NOW + days(1))
    return Event.objects.count()


def below(statement: str) -> None:
    """As somebody does who has the database: below everything that guards the trail."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("accounts_event", "operations_sealedrange"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)


def test_events_are_sealed_once_they_have_been_there_for_an_hour() -> None:
    scene.submitted()
    newest = Event.objects.order_by("pk").last().pk

    first = flows.seal(at=NOW)
    assert (first.events, first.seen_up_to) == (0, newest)
    assert flows.seal(at=NOW + HOUR - days(1) / 86400) is None
    second = flows.seal(at=NOW + HOUR)
    assert (second.first_event, second.last_event, second.events) == (1, newest, Event.objects.count())
    assert flows.seal(at=NOW + 2 * HOUR) is None  # nothing has happened since


def test_each_range_begins_where_the_last_one_ended(sealed) -> None:
    scene.submitted()
    for night in (2, 3):
        flows.seal(at=NOW + days(night))

    found = ranges()
    assert [first for first, _last, _events in found[1:]] == [last + 1 for _first, last, _events in found[:-1]]
    assert sum(events for _first, _last, events in found) == Event.objects.count() > sealed
    assert trail.look().wrong == []


CHANGES = {
    "who": "UPDATE accounts_event SET by_id = NULL WHERE by_id IS NOT NULL",
    "when": "UPDATE accounts_event SET at = at + interval '1 microsecond'",
    "what": "UPDATE accounts_event SET to_state = 'declined' WHERE to_state = 'submitted'",
    "facts": """UPDATE accounts_event SET facts = facts || '{"extra": 1}'""",
    "one less": "DELETE FROM accounts_event WHERE id = (SELECT max(event.id) FROM accounts_event AS event "
    "WHERE NOT EXISTS (SELECT FROM accounts_eventnote n WHERE n.event_id = event.id))",
    "one hash": "UPDATE operations_sealedrange SET sha256 = repeat('a', 64) WHERE events > 0",
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_below_the_product_is_found(sealed, change) -> None:
    assert trail.look().events == sealed

    below(CHANGES[change])

    assert trail.look().wrong
    with pytest.raises(CommandError, match="The trail was changed"):
        call_command("verify_trail")


def test_event_slipped_in_behind_a_seal_is_found(sealed) -> None:
    gone = Event.objects.order_by("pk")[1]
    below(f"DELETE FROM accounts_eventnote WHERE event_id = {gone.pk}")
    below(f"DELETE FROM accounts_event WHERE id = {gone.pk}")
    Event.objects.create(pk=gone.pk, at=gone.at, action="forged", subject_type="accounts.user", subject_id=1)

    assert trail.look().wrong == [f"events {SealedRange.objects.last()} are not what they were"]


def test_range_that_is_taken_away_is_found(sealed) -> None:
    scene.submitted()
    for night in (2, 3):
        flows.seal(at=NOW + days(night))
    middle = SealedRange.objects.order_by("pk")[1]

    below(f"DELETE FROM operations_sealedrange WHERE id = {middle.pk}")

    assert any("a range is missing" in line for line in trail.look().wrong)


def test_notes_may_be_emptied_and_the_trail_holds(sealed) -> None:
    EventNote.objects.update(text="")

    assert trail.look().wrong == []


def test_command_tells_the_last_hash(sealed, capsys) -> None:
    call_command("verify_trail")

    said = capsys.readouterr().out
    assert f"2 ranges with {sealed} events are as they were sealed." in said
    assert f"The last hash: {SealedRange.objects.last().sha256}" in said


def test_command_says_where_nothing_is_sealed_yet(capsys) -> None:
    call_command("verify_trail")

    assert "Nothing is sealed yet." in capsys.readouterr().out


OF_ONE = {"first_event": 1, "last_event": 1, "events": 1, "sha256": "a" * 64, "seen_up_to": 1, "sealed_at": NOW}
# What the database refuses, whoever writes it.
REFUSED_ROWS = {
    "sealed_range_begins_once": lambda: [SealedRange.objects.create(**OF_ONE | {"sha256": sign * 64}) for sign in "ab"],
    "sealed_range_in_order": lambda: SealedRange.objects.create(**OF_ONE | {"seen_up_to": 0}),
    "sealed_range_has_a_hash": lambda: SealedRange.objects.create(**OF_ONE | {"sha256": "none"}),
}


@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_database_refuses(name: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        REFUSED_ROWS[name]()
