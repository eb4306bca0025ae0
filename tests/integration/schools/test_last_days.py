"""How far ahead a last day may lie, and who hears when that of a head moves (R5s, R5x)."""

from datetime import date

import pytest
from django.urls import reverse

from iqm_coe.lib.dates import last_moment, months_later
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.models.outbox import Message
from schools import conf
from schools.flows import cover
from schools.flows import role as flows
from schools.models.headship import HeadChange
from schools.models.role import SchoolRole
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.scene import iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db

AUTHORITY = "The governing body, 1 December 2026"


@pytest.fixture
def made():
    return staffed_school("Elm School")


def acting(made) -> SchoolRole:
    return SchoolRoleFactory(
        school=made.school, user=person("Nina"), kind="acting_head", authority=AUTHORITY, until=TODAY + days(20)
    )


@pytest.mark.rule("R5s", "R5t")
@pytest.mark.parametrize(("kind", "months"), [("acting_head", 12), ("delegate", 24), ("contributor", 24)])
@pytest.mark.parametrize(("offset", "is_possible"), [(-1, True), (0, True), (1, False)])
def test_last_day_lies_within_the_months_of_the_setting(made, kind, months, offset, is_possible) -> None:
    until = months_later(TODAY, months) + days(offset)
    offer = {"email": "x@people.example", "kind": kind, "authority": AUTHORITY, "until": until}

    if is_possible:
        assert flows.invite(made.school, **offer, by=made.head, at=NOW).until == until
        return
    with pytest.raises(Refused, match="choose a day up to"):
        flows.invite(made.school, **offer, by=made.head, at=NOW)


@pytest.mark.rule("R5s", "R5t")
def test_last_day_is_not_moved_beyond_the_setting(made) -> None:
    role = acting(made)

    with pytest.raises(Refused, match="Nobody acts as headteacher for so long"):
        cover.set_end(role, until=date(2036, 1, 1), by=made.head, at=NOW)

    role.refresh_from_db()
    assert role.until == TODAY + days(20)


@pytest.mark.rule("R5x", "R5o")
def test_moving_the_last_day_of_who_acts_is_a_change_that_the_office_looks_at(client, made) -> None:
    staff, role = iqm_person("Sam", "staff"), acting(made)
    for until in (TODAY + days(30), TODAY + days(40)):
        cover.set_end(role, until=until, by=made.head, at=NOW)

    moved = HeadChange.objects.filter(what="moved").order_by("pk")
    assert [(one.until_before, one.until_after) for one in moved] == [
        (TODAY + days(20), TODAY + days(30)),
        (TODAY + days(30), TODAY + days(40)),
    ]
    mail = Message.objects.filter(kind="schools/head_changed").latest("pk")
    assert (mail.context["has_moved"], mail.context["by"], mail.context["authority"]) == (
        True,
        made.head.name,
        AUTHORITY,
    )
    assert any("Elm School" in line.reason for line in lines_for(staff, TODAY))
    client.force_login(staff)
    page = client.get(reverse("schools:headship", args=[made.school.pk])).content.decode()
    assert "Last day moved" in page
    assert page.count(AUTHORITY) == 3  # who stands there now, and beside each change


@pytest.mark.rule("R5x", "R5o")
def test_what_the_office_moves_itself_is_looked_at(made) -> None:
    cover.set_end(acting(made), until=TODAY + days(30), by=iqm_person("Sam", "staff"), at=NOW)

    assert HeadChange.objects.get(what="moved").seen_at == NOW


@pytest.mark.rule("R5x")
def test_last_day_of_anybody_else_is_no_change_of_head(made) -> None:
    role = SchoolRoleFactory(school=made.school, user=person("Nina"), kind="contributor")

    cover.set_end(role, until=TODAY + days(30), by=made.head, at=NOW)

    assert not HeadChange.objects.filter(what="moved").exists()


@pytest.mark.rule("R5s", "R5n")
def test_person_reads_of_their_own_role_and_both_days(made) -> None:
    role = acting(made)

    cover.set_end(role, until=TODAY + days(30), by=made.head, at=NOW)

    told = {mail.audience: mail.context for mail in Message.objects.filter(kind="schools/end_moved")}
    assert {audience: context["is_own"] for audience, context in told.items()} == {
        "people": True,
        "school_colleagues": False,
    }
    assert all(context["before"] and context["until"] for context in told.values())


@pytest.mark.rule("R5s", "R5c")
@pytest.mark.parametrize(("offset", "lapses_on"), [(3, 3), (7, 7), (30, 7)])
def test_invitation_lapses_with_the_last_day_of_its_role(made, offset, lapses_on) -> None:
    until = TODAY + days(offset)

    offer = flows.invite(made.school, email="x@people.example", kind="contributor", until=until, by=made.head, at=NOW)

    assert conf.invitation_days.get() == 7
    assert offer.expires_at == last_moment(TODAY + days(lapses_on))


@pytest.mark.rule("R5x", "R5i")
def test_waiting_invitation_and_the_invited_read_last_day_and_authority(client, made) -> None:
    invited = person("Nina")
    offer = flows.invite(
        made.school,
        email=invited.email,
        kind="acting_head",
        authority=AUTHORITY,
        until=TODAY + days(30),
        by=made.head,
        at=NOW,
    )
    client.force_login(made.head)
    people = client.get(reverse("schools:people", args=[made.school.pk])).content.decode()
    client.force_login(invited)
    page = client.get(reverse("schools:invitation", args=[offer.key])).content.decode()

    for shown in (people, page):
        assert AUTHORITY in shown
        assert "The role is offered until" in shown
    assert Message.objects.get(kind="schools/role_invitation").context["authority"] == AUTHORITY
