"""The Centre year opens at approval and then by the clock (R13)."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from centres.year.flows import year as years
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.operations import invariants
from reviews.update.models.review import Review
from tests import scene
from tests.meta.cast import BACKEND

pytestmark = pytest.mark.django_db
LAST_DAY = date(2027, 11, 22)


def spans(centre):
    return list(
        CentreYear.objects.filter(centre=centre).order_by("number").values_list("number", "opens_on", "closes_on")
    )


FIRST = (1, date(2026, 11, 23), LAST_DAY)
SECOND = (2, date(2027, 11, 23), date(2028, 11, 22))
THIRD = (3, date(2028, 11, 23), date(2029, 11, 22))


@pytest.mark.rule("R13b", "R13g")
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2027, 11, 22, 23, 59, 59, tzinfo=UTC), [FIRST]),
        (datetime(2027, 11, 23, 0, 0, tzinfo=UTC), [FIRST, SECOND]),
        (datetime(2028, 11, 22, 23, 59, tzinfo=UTC), [FIRST, SECOND]),
        (datetime(2028, 12, 1, 9, 0, tzinfo=UTC), [FIRST, SECOND, THIRD]),
    ],
)
def test_clock_opens_the_next_year_on_its_day(active, at, expected):
    years.open_due(at=at)

    assert spans(active.centre) == expected


@pytest.mark.rule("R13b", "R13g")
def test_year_opens_by_the_day_in_london():
    """A Centre approved in summer: midnight in London is an hour before midnight elsewhere."""
    played = scene.submitted().approve(datetime(2027, 6, 30, 9, 0, tzinfo=UTC))

    years.open_due(at=datetime(2028, 6, 29, 22, 59, tzinfo=UTC))
    before = len(spans(played.centre))
    years.open_due(at=datetime(2028, 6, 29, 23, 0, tzinfo=UTC))

    assert (before, len(spans(played.centre))) == (1, 2)


@pytest.mark.rule("R13b")
def test_opened_year_has_what_the_approval_opened(active):
    assert years.open_due(at=datetime(2027, 11, 23, 8, 0, tzinfo=UTC)) == 1

    second = active.year
    assert sorted(Plan.objects.filter(year=second).values_list("kind", "due_on")) == [
        ("dissemination", date(2028, 2, 22)),
        ("research", date(2028, 2, 22)),
        ("sustained", date(2028, 2, 22)),
    ]
    reviews = {(one.school, one.state, one.previous) for one in Review.objects.filter(year=second)}
    first = {one.school: one for one in Review.objects.filter(year__number=1)}
    assert reviews == {(school, "writing", before) for school, before in first.items()}
    assert Message.objects.filter(kind="year/year_opened", about_id=second.pk).count() == 1
    assert invariants.broken() == []


@pytest.mark.rule("R13b")
def test_clock_opens_nothing_twice_and_nothing_for_a_closed_centre(active):
    at = datetime(2027, 11, 23, 8, 0, tzinfo=UTC)

    assert [years.open_due(at=at), years.open_due(at=at)] == [1, 0]


@pytest.mark.rule("R13d")
def test_unfinished_work_stays_open_in_its_own_year(active):
    years.open_due(at=datetime(2027, 11, 23, 8, 0, tzinfo=UTC))

    states = set(Plan.objects.filter(year__number=1).values_list("state", flat=True))
    writing = set(Review.objects.filter(year__number=1).values_list("state", flat=True))
    assert (states, writing) == ({"expected"}, {"writing"})


def test_page_of_a_year_tells_where_it_stands(client, active):
    client.force_login(active.lead.coordinator, backend=BACKEND)

    page = client.get(reverse("year:year", args=[active.year.pk])).text

    for words in ("Monday 23 November 2026 to Monday 22 November 2027", "0 of 3 lodged", "0 of 2 sent"):
        assert words in page
