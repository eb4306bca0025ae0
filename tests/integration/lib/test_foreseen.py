"""What finds nothing is asked together, and what is there is always found."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iqm_coe.lib.kept_questions import forget, kept
from iqm_coe.lib.postgresql.answers import FEWEST, foreseen
from schools.models.school import School
from tests.factories.schools import SchoolFactory

pytestmark = pytest.mark.django_db
TOWNS = ("Ashby", "Bath", "Cromer", "Dover")


@kept("number")
def in_town(town: str, number: int):
    return School.objects.filter(town=town, pk__gt=number).only("name").order_by("name")


@pytest.fixture(autouse=True)
def _forgotten():
    forget()
    yield
    forget()


def page(*, number: int = 0, towns: tuple[str, ...] = TOWNS, name: str = "page") -> tuple[list[str], int]:
    """The schools of these towns, and how many questions it took to find them."""
    with CaptureQueriesContext(connection) as captured, foreseen(name):
        found = [row.name for town in towns for row in in_town(town, number)]
    return found, len(captured)


def test_what_found_nothing_is_asked_in_one_question_the_next_time() -> None:
    SchoolFactory(name="Ash", town="Ashby")
    assert page(name="once") == (["Ash"], len(TOWNS))
    assert page(name="once") == (["Ash"], 2)  # whether there is any, and Ashby's


def test_a_row_that_came_meanwhile_is_found() -> None:
    assert page(name="grows")[0] == []
    assert page(name="grows") == ([], 1)
    SchoolFactory(name="Bath Spa", town="Bath")
    assert page(name="grows") == (["Bath Spa"], 2)
    School.objects.all().delete()
    assert page(name="grows") == ([], 1)


def test_what_is_asked_with_other_values_is_asked() -> None:
    school = SchoolFactory(name="Ash", town="Ashby")
    assert page(number=school.pk, name="values")[0] == []
    assert page(number=school.pk - 1, name="values")[0] == ["Ash"]


def test_another_page_is_not_answered_by_what_this_one_asked() -> None:
    SchoolFactory(name="Ash", town="Ashby")
    page(name="mine", towns=TOWNS[1:])
    assert page(name="other") == (["Ash"], len(TOWNS))


def test_few_questions_are_asked_one_by_one() -> None:
    few = TOWNS[: FEWEST - 1]
    page(towns=few, name="few")
    assert page(towns=few, name="few") == ([], len(few))


def test_a_page_that_breaks_off_leaves_no_foresight_behind() -> None:
    def breaks() -> None:
        with foreseen("breaks"):
            in_town("Ashby", 0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    SchoolFactory(name="Ash", town="Ashby")
    assert [row.name for row in in_town("Ashby", 0)] == ["Ash"]
    assert page(name="breaks")[0] == ["Ash"]
