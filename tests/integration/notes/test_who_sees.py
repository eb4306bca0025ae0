"""Who reads what the office notes for itself, asked of the rows and the rule themselves and not of a page (R46p)."""

import pytest

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import may
from iqm_coe.notes.models.note import FollowUp, Note
from tests.clock import NOW
from tests.factories.accounts import UserFactory
from tests.factories.schools import SchoolFactory, SchoolRoleFactory
from tests.scene import iqm_person

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R46p")]


@pytest.fixture(name="school")
def _school():
    """With a note and somebody who sees to it, and another school with the same."""
    sam, schools = iqm_person("Sam", "staff"), [SchoolFactory(), SchoolFactory()]
    for one in schools:
        about = {"about_type": "schools.school", "about_id": one.pk}
        Note.objects.create(**about, text="Rang.", written_by=sam, written_at=NOW)
        FollowUp.objects.create(**about, owner=sam, set_by=sam, set_at=NOW)
    return schools[0]


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("model", [Note, FollowUp])
def test_office_sees_them_but_of_a_school_of_their_own(school, model) -> None:
    for kind in ("staff", "administrator"):
        person = iqm_person(f"Of the office, {kind}", kind)
        assert model.objects.visible_to(fresh(person)).count() == 2
        SchoolRoleFactory(user=person, school=school)
        assert {one.about_id for one in model.objects.visible_to(fresh(person))} == {
            one.about_id for one in model.objects.exclude(about_id=school.pk)
        }


@pytest.mark.parametrize("kind", ["adviser", "assessor", ""])
def test_nobody_else_sees_any(school, kind) -> None:
    person = iqm_person("Olga", kind) if kind else SchoolRoleFactory(school=school).user

    for model in (Note, FollowUp):
        assert not model.objects.visible_to(fresh(person)).exists()
    assert not may(fresh(person), "notes.open_notes", None)


def test_office_opens_notes_and_somebody_without_a_role_does_not() -> None:
    assert may(fresh(iqm_person("Sam", "staff")), "notes.open_notes", None)
    assert not may(fresh(UserFactory()), "notes.open_notes", None)
