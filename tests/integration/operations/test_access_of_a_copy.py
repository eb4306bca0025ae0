"""A restored copy is asked who sees what, of real people and of a stranger; what is wrong there is found (R46g)."""

import pytest
from django.db.models import QuerySet

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.operations.conditions import access
from schools.models.school import School
from tests import scene
from tests.factories.accounts import IqmRoleFactory
from tests.factories.schools import SchoolFactory

pytestmark = pytest.mark.django_db

MANY = 40  # more than are drawn
NAMES = {"schools", "awards", "roles", "mails", "applications", "charges", "lines of invoices", "reviews", "visits"}


def asked_with(monkeypatch: pytest.MonkeyPatch, rule: access.TwoForms) -> tuple[int, list[str]]:
    """How many pairs were asked of this rule alone, and what is wrong."""
    monkeypatch.setattr(access, "rules", lambda: {"schools": rule})
    ((number, wrong),) = access.disagreements()
    return number, wrong


def nobody(_user: User, _row: object = None) -> bool:
    return False


def everybody(_user: User, _row: object = None) -> bool:
    return True


def schools(user: User) -> QuerySet[School]:
    return School.objects.all()


def no_schools(user: User) -> QuerySet[School]:
    return School.objects.none()


def test_every_rule_is_asked_of_people_and_rows_and_its_forms_agree() -> None:
    scene.active()

    told = dict(zip(access.rules(), access.disagreements(), strict=True))

    assert told.keys() == NAMES
    assert {name for name, (number, _wrong) in told.items() if not number} == {"visits", "lines of invoices", "mails"}
    assert [line for _number, wrong in told.values() for line in wrong] == []


def test_row_that_a_page_opens_and_no_list_shows_is_found_among_rows_of_anybody(monkeypatch) -> None:
    person, school = IqmRoleFactory(kind=IqmRoleKind.STAFF).user, SchoolFactory()

    number, wrong = asked_with(monkeypatch, access.TwoForms(School.objects.all(), no_schools, everybody))

    assert number == 1
    assert wrong == [
        f"schools: schools.school {school.pk}, person {person.pk}",
        f"schools: a stranger sees {school.pk}",
    ]


def test_what_a_list_shows_is_asked_of_whatever_its_number(monkeypatch) -> None:
    person = IqmRoleFactory(kind=IqmRoleKind.STAFF).user
    for school in SchoolFactory.create_batch(MANY):
        shown = School.objects.filter(pk=school.pk)
        rule = access.TwoForms(School.objects.all(), lambda user, shown=shown: shown, nobody)

        _number, wrong = asked_with(monkeypatch, rule)

        assert f"schools: schools.school {school.pk}, person {person.pk}" in wrong


def test_stranger_who_is_shown_anything_is_told_and_gone_again(monkeypatch) -> None:
    first = SchoolFactory()
    SchoolFactory.create_batch(MANY)

    _number, wrong = asked_with(monkeypatch, access.TwoForms(School.objects.order_by("pk"), schools, everybody))

    assert f"schools: a stranger sees {first.pk}" in wrong
    assert not User.objects.exists()
