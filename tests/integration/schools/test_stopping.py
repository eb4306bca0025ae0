"""Days to answer by stand still while the writing of a school is stopped, and are given back (R48j)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from iqm_coe.accounts.flows import invitation as invitation_flows
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import last_moment, london_date
from iqm_coe.lib.errors import Refused
from schools.flows import freeze, joining, role
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole
from schools.stopping import day_given_back
from tests import scene
from tests.clock import NOW, days
from tests.scene import iqm_person, person

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 30)
THURSDAY_AFTER = date(2026, 12, 10)


@pytest.fixture
def ada() -> User:
    return iqm_person("Ada", "administrator")


@pytest.fixture
def ours() -> scene.Staffed:
    return scene.staffed_school("Our School")


@pytest.mark.rule("R48j")
@pytest.mark.parametrize(
    ("until", "stopped_on", "found"),
    [
        (date(2026, 12, 1), FRIDAY, date(2026, 12, 14)),  # Monday and Tuesday were left
        (MONDAY, FRIDAY, date(2026, 12, 11)),  # Monday was
        (FRIDAY, FRIDAY, date(2026, 12, 11)),  # stopped on the last day: a whole one
        (SATURDAY, FRIDAY, date(2026, 12, 11)),  # nobody works on a Saturday: a whole one all the same
        (FRIDAY, SATURDAY, FRIDAY),  # it had passed before the stop
        (date(2026, 12, 31), FRIDAY, date(2027, 1, 14)),  # 23 of England's working days, Christmas and New Year between
    ],
)
def test_as_many_working_days_are_left_as_were(until, stopped_on, found) -> None:
    assert day_given_back(until, stopped_on=stopped_on, allowed_on=THURSDAY_AFTER, country="England") == found


@pytest.mark.rule("R48j")
def test_a_day_is_never_nearer_than_it_was() -> None:
    sunday = date(2026, 12, 13)  # on a Friday after that Thursday one working day is left of it
    assert day_given_back(sunday, stopped_on=FRIDAY, allowed_on=FRIDAY, country="England") >= sunday


@pytest.mark.django_db
@pytest.mark.rule("R5c", "R48j")
def test_invitation_to_a_stopped_school_lapses_by_its_new_day(ada, ours) -> None:
    offer = role.invite(ours.school, email="new@people.example", kind="contributor", by=ours.head, at=NOW)
    before = london_date(offer.expires_at)
    freeze.stop(ours.school, by=ada, at=NOW + days(2), reason="Why.")
    assert invitation_flows.lapse_overdue(RoleInvitation, at=NOW + days(60)) == 0
    freeze.allow(ours.school, by=ada, at=NOW + days(60), reason="Found.")
    offer.refresh_from_db()
    expected = day_given_back(
        before, stopped_on=date(2026, 11, 25), allowed_on=date(2027, 1, 22), country=ours.school.country
    )
    assert offer.expires_at == last_moment(expected)
    assert expected > date(2027, 1, 22)
    assert invitation_flows.lapse_overdue(RoleInvitation, at=offer.expires_at) == 0
    assert invitation_flows.lapse_overdue(RoleInvitation, at=offer.expires_at + days(1)) == 1


@pytest.mark.django_db
@pytest.mark.rule("R5j", "R48j")
def test_request_to_join_a_stopped_school_waits(ada, ours) -> None:
    asked = joining.ask(ours.school, kind="contributor", words="I teach Year 4.", by=person("Nina"), at=NOW)
    other = scene.staffed_school("Other School")
    elsewhere = joining.ask(other.school, kind="contributor", words="I teach Year 4.", by=person("Noah"), at=NOW)
    freeze.stop(ours.school, by=ada, at=NOW, reason="Why.")
    assert joining.lapse_overdue(at=NOW + days(200)) == 1
    elsewhere.refresh_from_db()
    asked.refresh_from_db()
    assert (asked.state, elsewhere.state) == ("asked", "lapsed")
    freeze.allow(ours.school, by=ada, at=NOW + days(200), reason="Found.")
    asked.refresh_from_db()
    assert asked.expires_at > NOW + days(201)
    assert joining.lapse_overdue(at=NOW + days(200)) == 0


@pytest.mark.django_db
@pytest.mark.rule("R5c", "R48j")
def test_what_stands_still_is_not_called_lapsed(ada, ours) -> None:
    nina = person("Nina")
    offer = role.invite(ours.school, email=nina.email, kind="contributor", by=ours.head, at=NOW)
    asked = joining.ask(ours.school, kind="contributor", words="I teach Year 4.", by=person("Noah"), at=NOW)
    freeze.stop(ours.school, by=ada, at=NOW, reason="Why.")
    with pytest.raises(Refused, match="stopped the writing"):
        role.accept(offer, by=nina, at=NOW + days(200))
    joining.accept(asked, by=iqm_person("Sam", "staff"), at=NOW + days(200))
    asked.refresh_from_db()
    assert asked.state == "accepted"


@pytest.mark.django_db
@pytest.mark.rule("R48j")
def test_nothing_is_offered_that_is_refused_and_pages_to_write_on_are_read(ada, ours) -> None:
    own = SchoolRole.objects.get(user=ours.coordinator)
    hand_over = reverse("schools:hand_over", args=[own.pk])
    client = Client()
    client.force_login(ours.coordinator)
    school = reverse("schools:people", args=[ours.school.pk])
    assert hand_over in client.get(school).text
    freeze.stop(ours.school, by=ada, at=NOW, reason="Why.")
    assert hand_over not in client.get(school).text
    for page in (hand_over, reverse("schools:invite", args=[ours.school.pk])):
        shown = client.get(page)
        assert shown.status_code == 200
        assert "Writing is stopped for now" in shown.text
        assert '<fieldset class="read-only" disabled>' in shown.text
        assert client.post(page, {"email": "a@people.example", "kind": "contributor"}).status_code == 403
