"""Whoever's account is shut holds their role still, and the pages say so (R5r, R48h)."""

import pytest
from django.urls import reverse

from iqm_coe.accounts.flows import emergency
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.worklist import lines_for
from schools.flows import role as flows
from tests.clock import NOW, TODAY
from tests.factories.schools import RoleInvitationFactory, SchoolRoleFactory
from tests.scene import iqm_person, staffed_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return staffed_school("Elm School")


def shut(user: User) -> None:
    emergency.shut(user, by=iqm_person("Ada", "administrator"), at=NOW, reason="Lost telephone.")


def reasons(user: User) -> list[str]:
    return [line.reason for line in lines_for(User.objects.get(pk=user.pk), TODAY)]


@pytest.mark.rule("R5y", "R5r")
def test_role_is_shown_with_its_account_shut_to_who_manages_the_people(client, made) -> None:
    shut(made.head)
    for user in (made.coordinator, iqm_person("Sam", "staff")):
        client.force_login(user)
        people = client.get(reverse("schools:people", args=[made.school.pk])).content.decode()
        school = client.get(reverse("schools:school", args=[made.school.pk])).content.decode()

        assert made.head.email in people
        assert "Account shut" in people
        assert f"The account of {made.head.name}, its head, is shut" in school
        assert "Nobody stands at the head" not in school


@pytest.mark.rule("R5y", "R5r")
def test_worklist_says_that_the_account_is_shut_and_asks_for_no_invitation(made) -> None:
    staff = iqm_person("Sam", "staff")
    shut(made.head)

    lines = [line for line in lines_for(User.objects.get(pk=staff.pk), TODAY) if "Elm School" in line.reason]

    assert [line.reason for line in lines] == [f"The account of {made.head.name}, head of Elm School, is shut"]
    assert lines[0].url == reverse("schools:people", args=[made.school.pk])
    assert lines[0].since == NOW


@pytest.mark.rule("R5y")
def test_somebody_whose_account_is_shut_is_not_invited_to_what_they_hold(made) -> None:
    shut(made.head)

    with pytest.raises(Refused, match="their account is shut"):
        flows.invite(made.school, email=made.head.email, kind="headteacher", by=iqm_person("Sam", "staff"), at=NOW)


@pytest.mark.rule("R5y", "R5r")
def test_role_of_a_shut_account_can_be_ended_and_then_the_headship_is_vacant(client, made) -> None:
    staff = iqm_person("Sam", "staff")
    shut(made.head)
    role = made.school.roles.get(kind="headteacher")
    client.force_login(staff)

    client.post(reverse("schools:end_role", args=[role.pk]), {"confirm": "on"})

    role.refresh_from_db()
    assert role.ended_by == staff
    assert "Nobody stands at the head of Elm School" in reasons(staff)


@pytest.mark.rule("R5r")
def test_worklist_says_who_was_invited_to_a_vacant_headship(made) -> None:
    staff = iqm_person("Sam", "staff")
    flows.end_role(made.school.roles.get(kind="headteacher"), by=staff, at=NOW)
    before = [line for line in lines_for(staff, TODAY) if "Elm School" in line.reason]
    RoleInvitationFactory(school=made.school, invited_by=staff, email="new@people.example", kind="headteacher")

    after = reasons(staff)

    assert before[0].url == f"{reverse('schools:invite', args=[made.school.pk])}?kind=headteacher"
    assert "Nobody stands at the head of Elm School; new@people.example is invited and has not answered yet" in after


@pytest.mark.rule("R5g")
def test_who_sees_only_their_own_role_reads_that_it_is_theirs(client, made) -> None:
    writer = SchoolRoleFactory(school=made.school, kind="contributor").user
    client.force_login(writer)

    urls = [reverse(f"schools:{name}", args=[made.school.pk]) for name in ("people", "school")]
    pages = [client.get(url).content.decode() for url in urls]

    assert all("Your roles here" in page for page in pages)
    assert all("Who has a role here" not in page for page in pages)
