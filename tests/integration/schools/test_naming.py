"""Two schools of one name are told apart by their towns, wherever several stand together."""

import re

import pytest
from django.urls import reverse

from centres.membership.forms.centre import TransferLeadForm
from centres.year.forms.plan import NameSchoolForm
from centres.year.selectors.standing import matrix_of, why_empty
from reviews.visits.forms.visit import AppointForm
from schools.models.school import School
from schools.naming import told_apart
from tests import scene
from tests.clock import TODAY
from tests.factories.schools import SchoolFactory
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R44an")]
active = world(scene.active)


def named(*facts: tuple[str, str, str]) -> list[str]:
    made = [SchoolFactory(name=name, town=town, postcode=postcode) for name, town, postcode in facts]
    names = told_apart(made)
    return [names[school.pk] for school in made]


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ([("St Mary", "Derby", ""), ("Elm", "Derby", "")], ["St Mary", "Elm"]),
        ([("St Mary", "Derby", ""), ("St Mary", "Leeds", "")], ["St Mary, Derby", "St Mary, Leeds"]),
        ([("St. Mary", "Derby", ""), ("st mary", "Leeds", "")], ["St. Mary, Derby", "st mary, Leeds"]),
        ([("Elm", "", "DE1 1AA"), ("Elm", "Leeds", "LS1 1AA")], ["Elm, DE1 1AA", "Elm, Leeds"]),
    ],
)
def test_only_schools_of_one_name_bear_their_town(facts, names) -> None:
    assert named(*facts) == names


def test_one_school_that_stands_there_twice_is_no_twin() -> None:
    school = SchoolFactory(name="Elm", town="Derby")

    assert told_apart([school, school]) == {school.pk: "Elm"}


def twins(made) -> None:
    School.objects.filter(pk=made.lead.school.pk).update(name="Elm", town="Derby")
    School.objects.filter(pk=made.members[0].school.pk).update(name="Elm", town="Leeds")


def labels(field) -> list[str]:
    return [str(label) for _value, label in field.choices]


def test_choices_tell_them_apart_with_one_question(active, django_assert_num_queries) -> None:
    twins(active)
    year = active.year
    appoint = AppointForm(year=year)

    assert sorted(labels(appoint.fields["reviews"])) == ["Elm, Derby", "Elm, Leeds"]
    with django_assert_num_queries(1):
        assert sorted(labels(appoint.fields["host"])) == ["Elm, Derby", "Elm, Leeds"]
    assert labels(NameSchoolForm(centre=active.centre).fields["school"]) == ["The lead school", "Elm"]
    assert labels(TransferLeadForm(centre=active.centre).fields["school"])[1:] == ["Elm"]


def test_matrix_tells_them_apart(active) -> None:
    twins(active)

    assert [row.school for row in matrix_of(active.year, active.staff, TODAY).rows] == ["Elm, Derby", "Elm, Leeds"]


def test_empty_cells_of_the_matrix_say_why(active) -> None:
    def why(user) -> set[str]:
        rows = matrix_of(active.year, user, TODAY).rows
        return {words for row in rows for cells, words in row.steps if not cells}

    assert why(active.staff) <= {"Not yet", "Not asked of it"}
    assert "Not shown to you" in why(active.lead.coordinator)


@pytest.mark.parametrize(
    ("is_open", "is_asked", "words"),
    [
        (True, False, "Not yet"),
        (True, True, "Not asked of it"),
        (False, False, "Not shown to you"),
        (False, True, "Not shown to you"),  # nor whether anything is asked
    ],
)
def test_reason_tells_nothing_of_what_somebody_may_not_read(is_open, is_asked, words) -> None:
    assert why_empty(is_open=is_open, is_asked=is_asked) == words


@pytest.mark.parametrize("route", ["update:reviews", "billing:charges"])
def test_rows_of_a_list_tell_them_apart_and_leave_others_alone(active, client, route) -> None:
    client.force_login(active.staff, backend=BACKEND)
    assert not hints(client.get(reverse(route)).text)

    twins(active)

    assert sorted(hints(client.get(reverse(route)).text)) == ["Derby", "Leeds"]
    assert "Derby" in client.get(reverse(route), {"column": ["school", "town"], "as": "csv"}).getvalue().decode()


def hints(page: str) -> list[str]:
    return [hint for hint in re.findall(r'<span class="hint">([^<]*)</span>', page) if hint in {"Derby", "Leeds"}]
