"""The one way a state changes: lock, state, permission, write, event; and nothing at all when one of them says no."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centres.membership.models.invitation import CentreInvitation
from iqm_coe.accounts.models.event import Event, EventNote
from iqm_coe.lib.errors import NotPermitted
from iqm_coe.lib.signals import events_occurred
from iqm_coe.lib.transitions import EventNotWritten, WrongState, advance, advance_all, available, record_event
from tests.clock import NOW
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreInvitationFactory
from tests.factories.schools import SchoolRoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation() -> CentreInvitation:
    return CentreInvitationFactory()


@pytest.fixture
def speaker(invitation):
    return SchoolRoleFactory(school=invitation.school, kind="coordinator").user


@pytest.mark.rule("R45a")
def test_advance_writes_state_fields_and_one_event(invitation, speaker) -> None:
    returned = advance(
        invitation,
        "decline",
        by=speaker,
        at=NOW,
        reason="Too far.",
        facts={"a": 1},
        answered_at=NOW,
        answered_by=speaker,
    )

    invitation.refresh_from_db()
    event = Event.objects.get()
    assert (invitation.state, invitation.answered_at, invitation.answered_by) == ("declined", NOW, speaker)
    assert returned.state == "declined"
    assert (event.at, event.by, event.action) == (NOW, speaker, "decline")
    assert (event.subject_type, event.subject_id) == ("membership.centreinvitation", invitation.pk)
    assert (event.from_state, event.to_state, event.facts) == ("open", "declined", {"a": 1})
    assert event.reason == "Too far."


@pytest.mark.rule("R45a")
def test_advance_locks_first_and_writes_the_event_after_the_row(invitation, speaker) -> None:
    with CaptureQueriesContext(connection) as captured:
        advance(invitation, "decline", by=speaker, at=NOW, answered_at=NOW, answered_by=speaker)

    queries = [one["sql"] for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert queries[0].startswith("SELECT")
    assert 'FOR UPDATE OF "membership_centreinvitation"' in queries[0]
    writes = [one.split('"')[1] for one in queries if one.startswith(("UPDATE", "INSERT"))]
    assert writes == ["membership_centreinvitation", "accounts_event"]


@pytest.mark.rule("R9a", "R45a")
def test_advance_from_a_wrong_state_says_where_it_stands_and_writes_nothing(invitation, speaker) -> None:
    advance(invitation, "decline", by=speaker, at=NOW, answered_at=NOW, answered_by=speaker)

    with pytest.raises(WrongState) as refusal:
        advance(invitation, "accept", by=speaker, at=NOW, answered_at=NOW, answered_by=speaker)

    words = "This is no longer possible: the invitation to a Centre is now “Said no”. Nothing was changed."
    assert str(refusal.value) == words
    assert (refusal.value.subject, refusal.value.action) == (invitation, "accept")
    assert Event.objects.values_list("action", flat=True).get() == "decline"


def test_advance_looks_at_the_state_before_the_person(invitation, speaker) -> None:
    advance(invitation, "decline", by=speaker, at=NOW, answered_at=NOW, answered_by=speaker)
    with pytest.raises(WrongState):
        advance(invitation, "accept", by=UserFactory(), at=NOW)


@pytest.mark.rule("R44c")
def test_advance_by_somebody_who_may_not_writes_nothing(invitation) -> None:
    stranger = SchoolRoleFactory().user
    with pytest.raises(NotPermitted):
        advance(invitation, "accept", by=stranger, at=NOW, answered_at=NOW, answered_by=stranger)
    invitation.refresh_from_db()
    assert invitation.state == "open"
    assert Event.objects.count() == 0


def test_advance_of_the_clock_is_refused_to_every_person(invitation, speaker) -> None:
    with pytest.raises(NotPermitted):
        advance(invitation, "lapse", by=speaker, at=NOW, answered_at=NOW)
    assert CentreInvitation.objects.get().state == "open"


def test_advance_by_the_clock_is_an_event_by_nobody(invitation) -> None:
    advance(invitation, "lapse", by=None, at=NOW, answered_at=NOW)
    assert Event.objects.get().by is None
    assert CentreInvitation.objects.get().state == "lapsed"


def test_advance_without_a_person_is_refused_where_the_clock_has_no_part(invitation) -> None:
    with pytest.raises(NotPermitted):
        advance(invitation, "accept", by=None, at=NOW, answered_at=NOW)
    assert CentreInvitation.objects.get().state == "open"


def test_advance_of_an_unknown_action_is_an_error(invitation, speaker) -> None:
    with pytest.raises(KeyError):
        advance(invitation, "vanish", by=speaker, at=NOW)


def test_many_are_carried_over_in_the_order_given_each_with_its_event(invitation) -> None:
    lead, other = _lead(invitation), CentreInvitationFactory(centre=invitation.centre)
    facts = {invitation.pk: {"n": 1}, other.pk: {"n": 2}}

    gone = advance_all([other, invitation], "withdraw", by=lead, at=NOW, reason="No.", facts=facts, answered_at=NOW)

    assert [(one.pk, one.state) for one in gone] == [(other.pk, "withdrawn"), (invitation.pk, "withdrawn")]
    assert set(CentreInvitation.objects.values_list("state", "answered_at")) == {("withdrawn", NOW)}
    told = [
        (one.subject_id, one.from_state, one.to_state, one.facts, one.reason) for one in Event.objects.order_by("pk")
    ]
    assert told == [(pk, "open", "withdrawn", facts[pk], "No.") for pk in (other.pk, invitation.pk)]


def test_many_are_carried_over_together_or_not_at_all(invitation) -> None:
    lead, other = _lead(invitation), CentreInvitationFactory(centre=invitation.centre)
    advance(other, "lapse", by=None, at=NOW, answered_at=NOW)
    elsewhere = CentreInvitationFactory()

    with pytest.raises(WrongState):
        advance_all([invitation, other], "withdraw", by=lead, at=NOW, answered_at=NOW)
    with pytest.raises(NotPermitted):
        advance_all([invitation, elsewhere], "withdraw", by=lead, at=NOW, answered_at=NOW)

    assert set(CentreInvitation.objects.values_list("pk", "state")) == {
        (invitation.pk, "open"),
        (other.pk, "lapsed"),
        (elsewhere.pk, "open"),
    }
    assert Event.objects.count() == 1


def test_none_are_carried_over_in_silence_and_one_that_is_gone_is_an_error(invitation, speaker) -> None:
    assert advance_all([], "withdraw", by=speaker, at=NOW) == []
    gone = CentreInvitation(pk=invitation.pk + 1, centre=invitation.centre)
    with pytest.raises(CentreInvitation.DoesNotExist):
        advance_all([invitation, gone], "withdraw", by=_lead(invitation), at=NOW)
    assert Event.objects.count() == 0


def test_advance_reads_the_row_afresh(invitation, speaker) -> None:
    stale = CentreInvitation.objects.get()
    advance(invitation, "withdraw", by=_lead(invitation), at=NOW, answered_at=NOW)
    with pytest.raises(WrongState):
        advance(stale, "decline", by=speaker, at=NOW, answered_at=NOW)


@pytest.mark.rule("R45a")
def test_advance_that_nobody_listens_to_leaves_no_hole(invitation, speaker, monkeypatch) -> None:
    monkeypatch.setattr(events_occurred, "receivers", [])
    with pytest.raises(EventNotWritten, match="decline"):
        advance(invitation, "decline", by=speaker, at=NOW, answered_at=NOW, answered_by=speaker)
    invitation.refresh_from_db()
    assert invitation.state == "open"


@pytest.mark.rule("R45c")
def test_remember_keeps_words_beside_the_event_only_where_there_are_some(invitation, speaker) -> None:
    record_event(invitation, "look", by=speaker, at=NOW)
    record_event(invitation, "look", by=speaker, at=NOW, reason="A name of a person.")

    assert [event.reason for event in Event.objects.order_by("pk")] == ["", "A name of a person."]
    EventNote.objects.update(text="")
    assert [event.reason for event in Event.objects.order_by("pk")] == ["", ""]


def test_available_gives_what_this_person_could_start_now(invitation, speaker) -> None:
    assert set(available(invitation, speaker)) == {"accept", "decline"}
    assert set(available(invitation, _lead(invitation))) == {"withdraw"}
    assert available(invitation, UserFactory()) == {}
    invitation.state = "declined"
    assert available(invitation, speaker) == {}


def _lead(invitation):
    return SchoolRoleFactory(school=invitation.centre.lead_school, kind="coordinator").user
