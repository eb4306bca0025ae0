"""Invitations to IQM: bound to one address, used once, over when the day that was printed is."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from iqm_coe.accounts import conf
from iqm_coe.accounts.flows import invitation as invitation_flows
from iqm_coe.accounts.flows import setting
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.periodic import lapse_invitations
from iqm_coe.lib.dates import last_moment, london_date
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import WrongState
from iqm_coe.notifications.models.outbox import Message
from tests.clock import NOW, TODAY, days
from tests.factories.accounts import EmailAddressFactory, IqmInvitationFactory, IqmRoleFactory, UserFactory
from tests.scene import iqm_person, person

pytestmark = pytest.mark.django_db

SENT = {"sent": "1"}  # a browser always sends at least its token


@pytest.fixture
def invitation(ada) -> IqmInvitation:
    return invitation_flows.invite_to_iqm("Sam@People.example", "staff", by=ada, at=NOW)


@pytest.fixture
def sam():
    return person("Sam", email="sam@people.example")


@pytest.mark.rule("R45a")
def test_invite_writes_invitation_event_and_mail(ada, invitation) -> None:
    event = Event.objects.get(action="invite")
    assert (invitation.email, invitation.kind, invitation.state) == ("sam@people.example", "staff", "open")
    assert (invitation.invited_by, invitation.invited_at) == (ada, NOW)
    assert invitation.expires_at == last_moment(TODAY + days(7))
    assert (event.by, event.at, event.subject_id, event.facts) == (ada, NOW, invitation.pk, {"kind": "staff"})
    assert Message.objects.get().kind == "accounts/iqm_invitation"


def test_invite_of_the_same_address_to_the_same_role_is_refused(ada, invitation) -> None:
    with pytest.raises(Refused, match="has been invited to this role and has not answered yet"):
        invitation_flows.invite_to_iqm("SAM@people.example", "staff", by=ada, at=NOW)
    assert IqmInvitation.objects.count() == 1


def test_invite_of_the_same_address_to_another_role_is_another_invitation(ada, invitation) -> None:
    invitation_flows.invite_to_iqm("sam@people.example", "adviser", by=ada, at=NOW)
    assert set(IqmInvitation.objects.values_list("kind", flat=True)) == {"staff", "adviser"}


@pytest.mark.parametrize("kind", ["staff", "adviser", "assessor", "finance"])
def test_invite_by_anybody_but_an_administrator_is_refused(kind: str) -> None:
    with pytest.raises(NotPermitted):
        invitation_flows.invite_to_iqm("x@people.example", "staff", by=iqm_person("Someone", kind), at=NOW)
    assert IqmInvitation.objects.count() == 0


@pytest.mark.rule("R47a")
def test_invite_stamps_the_days_of_the_setting_and_later_changes_move_nothing(ada, invitation) -> None:
    setting.change(conf.iqm_invitation_days, 3, by=ada, at=NOW)
    later = invitation_flows.invite_to_iqm("new@people.example", "staff", by=ada, at=NOW)

    invitation.refresh_from_db()
    assert invitation.expires_at == last_moment(TODAY + days(7))
    assert later.expires_at == last_moment(TODAY + days(3))


@pytest.mark.rule("R5a")
def test_accept_by_the_invited_address_gives_the_role(ada, invitation, sam) -> None:
    assert sam.iqm_roles == frozenset()

    invitation_flows.accept_iqm(invitation, by=sam, at=NOW + days(1))

    role = IqmRole.objects.get(user=sam)
    invitation.refresh_from_db()
    assert (role.kind, role.granted_by, role.granted_at, role.ended_at) == ("staff", ada, NOW + days(1), None)
    assert (invitation.state, invitation.answered_at) == ("accepted", NOW + days(1))


@pytest.mark.rule("R5a")
def test_accept_by_another_address_is_refused(invitation) -> None:
    other = person("Other")
    with pytest.raises(NotPermitted):
        invitation_flows.accept_iqm(invitation, by=other, at=NOW)
    assert IqmRole.objects.filter(user=other).count() == 0


@pytest.mark.rule("R5a")
def test_accept_with_an_address_that_is_not_proved_is_refused(invitation) -> None:
    claims = UserFactory(email="claims@people.example")
    EmailAddressFactory(user=claims, email="sam@people.example", verified=False, primary=False)
    with pytest.raises(NotPermitted):
        invitation_flows.accept_iqm(invitation, by=claims, at=NOW)
    assert IqmRole.objects.filter(user=claims).count() == 0


@pytest.mark.rule("R5c")
def test_accept_twice_is_refused_the_second_time(invitation, sam) -> None:
    invitation_flows.accept_iqm(invitation, by=sam, at=NOW)
    with pytest.raises(WrongState, match="is now “Accepted”"):
        invitation_flows.accept_iqm(invitation, by=sam, at=NOW)
    assert IqmRole.objects.filter(user=sam).count() == 1


@pytest.mark.rule("R5c")
@pytest.mark.rule("R13h")
@pytest.mark.parametrize("hour", [0, 10, 23])
def test_accept_works_the_whole_day_that_was_printed(ada, sam, hour: int) -> None:
    """Sent at ten in the morning, it used to die at ten on its last day. An invitation of before, whose end is an
    instant within the day, holds as long.
    """
    at = NOW.replace(hour=hour, minute=59) + days(7)
    old = IqmInvitationFactory(email="sam@people.example", invited_at=NOW, expires_at=NOW + days(7), invited_by=ada)
    assert invitation_flows.lapse_overdue(IqmInvitation, at=at) == 0

    assert invitation_flows.accept_iqm(old, by=sam, at=at).state == "accepted"


@pytest.mark.rule("R5c")
@pytest.mark.rule("R13h")
@pytest.mark.parametrize(("sent", "last"), [
    (datetime(2027, 3, 24, 23, 30, tzinfo=UTC), datetime(2027, 3, 31, 22, 59, 59, tzinfo=UTC)),
    (datetime(2027, 10, 26, 23, 30, tzinfo=UTC), datetime(2027, 11, 3, 23, 59, 59, tzinfo=UTC)),
    (datetime(2028, 2, 22, 10, 0, tzinfo=UTC), datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC)),
])  # fmt: skip
def test_seven_days_are_days_of_the_calendar_in_london(ada, sam, sent: datetime, last: datetime) -> None:
    """Over both changes of the clocks in 2027 and to 29 February 2028: the printed day, to its last second."""
    asked = invitation_flows.invite_to_iqm("sam@people.example", "staff", by=ada, at=sent)
    printed = Message.objects.latest("pk").context["expires"]
    assert printed == long_date(london_date(last))
    assert invitation_flows.lapse_overdue(IqmInvitation, at=last) == 0
    with pytest.raises(Refused, match="has lapsed"):
        invitation_flows.accept_iqm(asked, by=sam, at=last + timedelta(seconds=1))

    assert invitation_flows.accept_iqm(asked, by=sam, at=last).state == "accepted"


@pytest.mark.rule("R13h")
@pytest.mark.parametrize("zone", ["Asia/Dubai", "Pacific/Honolulu", "Europe/London"])
def test_page_prints_the_last_day_of_london_to_every_reader(client, invitation, sam, zone: str) -> None:
    sam.time_zone = zone
    sam.save()
    with time_machine.travel(NOW + days(7), tick=False):
        client.force_login(sam)
        page = client.get(reverse("accounts:iqm_invitation", args=[invitation.key])).content.decode()
    assert "open until Monday 30 November 2026" in page


@pytest.mark.rule("R5c")
def test_accept_after_the_day_it_ends_is_too_late(invitation, sam) -> None:
    with pytest.raises(Refused, match="has lapsed"):
        invitation_flows.accept_iqm(invitation, by=sam, at=NOW.replace(hour=0, minute=0) + days(8))
    invitation.refresh_from_db()
    assert invitation.state == "open"
    assert IqmRole.objects.filter(user=sam).count() == 0


@pytest.mark.rule("R5c")
def test_accept_a_moment_before_it_ends_is_in_time(invitation, sam) -> None:
    invitation_flows.accept_iqm(invitation, by=sam, at=NOW + days(7) - timedelta(microseconds=1))
    assert IqmRole.objects.get(user=sam).kind == "staff"


def test_accept_of_a_withdrawn_invitation_is_refused(ada, invitation, sam) -> None:
    invitation_flows.close(invitation, "withdraw", by=ada, at=NOW)
    with pytest.raises(WrongState, match="is now “Withdrawn”"):
        invitation_flows.accept_iqm(invitation, by=sam, at=NOW)
    assert IqmRole.objects.filter(user=sam).count() == 0


def test_accept_of_a_role_held_already_is_refused_and_leaves_the_invitation_open(ada, invitation, sam) -> None:
    IqmRoleFactory(user=sam, kind="staff")
    with pytest.raises(Refused, match="Sam already holds the role IQM staff"):
        invitation_flows.accept_iqm(invitation, by=sam, at=NOW)
    invitation.refresh_from_db()
    assert invitation.state == "open"


@pytest.mark.rule("R48a")
def test_accept_by_the_administrator_who_offered_it_is_refused(ada) -> None:
    """An administrator's second address is still the administrator: nobody appoints themselves."""
    EmailAddressFactory(user=ada, email="ada.second@people.example", primary=False)
    own = invitation_flows.invite_to_iqm("ada.second@people.example", "staff", by=ada, at=NOW)

    with pytest.raises((NotPermitted, Refused)):
        invitation_flows.accept_iqm(own, by=ada, at=NOW)

    assert set(IqmRole.objects.filter(user=ada).values_list("kind", flat=True)) == {"administrator"}


def test_withdraw_by_somebody_who_is_no_administrator_is_refused(invitation) -> None:
    with pytest.raises(NotPermitted):
        invitation_flows.close(invitation, "withdraw", by=iqm_person("Staff", "staff"), at=NOW)
    invitation.refresh_from_db()
    assert invitation.state == "open"


@pytest.mark.parametrize(("after", "state"), [(6, "open"), (7, "open"), (8, "lapsed")])
def test_lapse_before_at_and_after_the_end(invitation, after: int, state: str) -> None:
    lapsed = invitation_flows.lapse_overdue(IqmInvitation, at=NOW + days(after))
    invitation.refresh_from_db()
    assert invitation.state == state
    assert lapsed == (state == "lapsed")


def test_lapse_by_the_clock_is_an_event_by_nobody_and_happens_once(invitation) -> None:
    assert invitation_flows.lapse_overdue(IqmInvitation, at=NOW + days(8)) == 1
    assert invitation_flows.lapse_overdue(IqmInvitation, at=NOW + days(9)) == 0
    assert Event.objects.get(action="lapse").by is None


def test_lapse_task_looks_at_the_clock() -> None:
    over = IqmInvitationFactory(invited_at=NOW - days(8), expires_at=NOW - days(1))
    open_still = IqmInvitationFactory()
    assert lapse_invitations() == 1
    assert IqmInvitation.objects.get(state="lapsed") == over
    assert IqmInvitation.objects.get(state="open") == open_still


def test_invitation_page_for_the_invited_person_offers_the_role(client, invitation, sam) -> None:
    client.force_login(sam)
    page = client.get(reverse("accounts:iqm_invitation", args=[invitation.key]))
    assert page.status_code == 200
    assert "IQM staff" in page.content.decode()

    answer = client.post(reverse("accounts:iqm_invitation", args=[invitation.key]), SENT)
    assert answer.status_code == 302
    assert IqmRole.objects.get(user=sam).kind == "staff"


@pytest.mark.rule("R5a", "R44b")
def test_invitation_page_for_anybody_else_says_only_that_it_is_not_theirs(client, invitation) -> None:
    client.force_login(person("Other"))
    url = reverse("accounts:iqm_invitation", args=[invitation.key])
    for page in (client.get(url), client.post(url, SENT)):
        assert page.status_code == 404
        assert "sam@people.example" not in page.content.decode()
        assert "Ada" not in page.content.decode()
    assert IqmRole.objects.filter(kind="staff").count() == 0


def test_invite_page_sends_an_invitation_and_shows_it_in_the_list(client, ada) -> None:
    client.force_login(ada)
    client.post(reverse("accounts:invite"), {"email": "new@people.example", "kind": "adviser"})
    page = client.get(reverse("accounts:people")).content.decode()
    assert "new@people.example" in page
    assert IqmInvitation.objects.get().kind == "adviser"


def test_invite_page_shows_a_refusal_and_keeps_what_was_typed(client, ada, invitation) -> None:
    client.force_login(ada)
    page = client.post(reverse("accounts:invite"), {"email": "sam@people.example", "kind": "staff"})
    assert page.status_code == 200
    assert "has been invited to this role and has not answered yet" in page.content.decode()
    assert 'value="sam@people.example"' in page.content.decode()


def test_withdraw_page_takes_the_offer_back(client, ada, invitation) -> None:
    client.force_login(ada)
    client.post(reverse("accounts:withdraw_invitation", args=[invitation.pk]), SENT)
    invitation.refresh_from_db()
    assert invitation.state == "withdrawn"
    again = client.post(reverse("accounts:withdraw_invitation", args=[invitation.pk]), SENT, follow=True)
    assert "is now “Withdrawn”" in again.content.decode()
