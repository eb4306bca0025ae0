"""Which rows of schools somebody sees, asked of the rows themselves and not of a page (R44)."""

import pytest

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import may
from schools.models.award import Award
from schools.models.freeze import SchoolFreeze
from schools.models.invitation import RoleInvitation
from schools.models.joining import Joining
from schools.models.register import RegisterImport
from schools.rules import is_of_schools_alone, pays_for_schools_alone, speaks_for_schools_alone
from tests.clock import NOW
from tests.factories.accounts import IqmRoleFactory
from tests.factories.schools import (
    AwardFactory,
    JoiningFactory,
    RoleInvitationFactory,
    SchoolFactory,
    SchoolRoleFactory,
)
from tests.scene import iqm_person

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R44d")]


@pytest.fixture(name="here")
def _here():
    """A school with somebody of each role, another one, and a row of each kind at both."""
    here, there = SchoolFactory(name="Here"), SchoolFactory(name="There")
    for school in (here, there):
        AwardFactory(school=school)
        RoleInvitationFactory(school=school)
        JoiningFactory(school=school)
        JoiningFactory(school=school, kind="headteacher")
        ada = iqm_person(f"Ada of {school.name}", "administrator")
        SchoolFreeze.objects.create(school=school, begun_by=ada, begun_at=NOW)
    RegisterImport.objects.create(file_name="register.csv", read_at=NOW)
    return here


def somebody(school, kind: str) -> User:
    return User.objects.get(pk=SchoolRoleFactory(school=school, kind=kind).user_id)


def seen(model, person: User) -> set[int]:
    return set(model.objects.visible_to(User.objects.get(pk=person.pk)).values_list("pk", flat=True))


def every(model, **only) -> set[int]:
    return set(model.objects.filter(**only).values_list("pk", flat=True))


@pytest.mark.parametrize("model", [Award, RoleInvitation, Joining, RegisterImport])
def test_staff_see_all(here, model) -> None:
    assert seen(model, iqm_person("Sam", "staff")) == every(model) != set()


@pytest.mark.parametrize("kind", ["coordinator", "headteacher"])
def test_who_speaks_for_a_school_sees_its_own(here, kind) -> None:
    person = somebody(here, kind)

    assert seen(RoleInvitation, person) == every(RoleInvitation, school=here)
    assert seen(Award, person) == every(Award, school=here)
    assert seen(Joining, person) == every(Joining, school=here, kind="contributor")
    assert seen(RegisterImport, person) == set()


@pytest.mark.parametrize("kind", ["contributor", "finance"])
def test_who_speaks_for_nobody_sees_no_invitations_and_no_requests(here, kind) -> None:
    person = somebody(here, kind)

    assert seen(RoleInvitation, person) == seen(Joining, person) == seen(RegisterImport, person) == set()
    assert seen(Award, person) == every(Award, school=here)


def test_whoever_asks_to_join_sees_their_own_request(here) -> None:
    asked = Joining.objects.filter(kind="headteacher").first()

    assert seen(Joining, asked.user) == {asked.pk}


def test_that_writing_is_stopped_and_why_is_for_administrators(here) -> None:
    assert seen(SchoolFreeze, iqm_person("Ann", "administrator")) == every(SchoolFreeze) != set()
    for person in (iqm_person("Sam", "staff"), somebody(here, "headteacher")):
        assert seen(SchoolFreeze, person) == set()


@pytest.mark.parametrize(
    ("kind", "is_of", "speaks", "pays"),
    [
        ("coordinator", True, True, True),
        ("headteacher", True, True, True),
        ("finance", True, False, True),
        ("contributor", True, False, False),
    ],
)
def test_of_schools_alone_is_whoever_has_no_role_at_iqm(here, kind, is_of, speaks, pays) -> None:
    asked = (is_of_schools_alone, speaks_for_schools_alone, pays_for_schools_alone)
    person = somebody(here, kind)

    assert [one(person, None) for one in asked] == [is_of, speaks, pays]

    IqmRoleFactory(user=person, kind="adviser")
    both = User.objects.get(pk=person.pk)
    assert [one(both, None) for one in asked] == [False, False, False]
    assert not any(one(iqm_person("Sam", "staff"), None) for one in asked)


def test_work_is_passed_on_by_whoever_leaves_and_by_who_manages_the_people() -> None:
    here, there = SchoolFactory(), SchoolFactory()
    leaving = SchoolRoleFactory(school=here, kind="contributor")

    def passes_on(person: User) -> bool:
        return may(User.objects.get(pk=person.pk), "schools.pass_on", leaving)

    assert passes_on(leaving.user)
    assert all(passes_on(somebody(here, kind)) for kind in ("coordinator", "headteacher"))
    assert passes_on(iqm_person("Sam", "staff"))
    assert not any(passes_on(somebody(there, kind)) for kind in ("coordinator", "headteacher"))
    assert not any(passes_on(somebody(here, kind)) for kind in ("contributor", "finance"))
