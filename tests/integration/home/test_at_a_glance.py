"""Advisers and assessors find on their home what is theirs: Centres with their hour and next day, the next visits."""

import html
from datetime import datetime, time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from centres.consultancy.panels import centres_i_advise
from centres.membership.models.centre import Centre
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.templatetags.words import long_date, minutes, short_date
from iqm_coe.lib.year_line import YearStep
from reviews.visits.models.visit import VisitedReview
from reviews.visits.panels import my_next_visits
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.integration.centres.money import Money, settle
from tests.integration.home.test_my_year import fresh
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = pytest.mark.django_db
active = world(scene.active)
visited = world(visits.agreed)


def home(user: User, at: datetime = NOW) -> str:
    client = Client()
    with time_machine.travel(at, tick=False):
        client.force_login(user, backend=BACKEND)
        return " ".join(html.unescape(client.get(reverse("home:index")).text).split())


def test_adviser_reads_each_centre_with_what_is_next(active) -> None:
    page = home(active.adviser)

    assert "Centres I advise" in page
    assert f'<a href="{reverse("membership:centre", args=[active.centre.pk])}">Trent Valley</a>' in page
    assert "hour not unlocked yet" in page
    assert f"Plans due {short_date(active.plan().due_on)}" in page


def test_adviser_reads_the_minutes_that_are_left() -> None:
    money = Money()
    settle(money.year, by=money.fay)

    assert f"{minutes(60)} left" in home(money.adviser)


def test_what_is_late_stands_before_what_comes(active) -> None:
    day = active.plan().due_on + days(1)
    page = home(active.adviser, datetime.combine(day, time(12), tzinfo=LONDON))

    assert " due " in page.partition("Centres I advise")[2].partition("</ul>")[0]
    assert "late" in page.partition("Centres I advise")[2].partition("</ul>")[0].lower()


def test_centre_that_is_no_longer_advised_or_closed_is_not_there(active) -> None:
    Centre.objects.filter(pk=active.centre.pk).update(state="closed")

    assert centres_i_advise(fresh(active.adviser), [], TODAY) is None
    assert "Centres I advise" not in home(active.adviser)


def test_only_the_first_few_stand_there_and_how_many_there_are(active, monkeypatch) -> None:
    monkeypatch.setattr("centres.consultancy.panels.SHOWN", 0)

    assert "0 of 1" in home(active.adviser)


@pytest.mark.parametrize(("offset", "is_there"), [(-1, True), (0, True), (1, False)])
def test_assessor_reads_the_next_visit_until_its_day_is_over(visited, offset, is_there) -> None:
    page = home(visited.assessor, datetime.combine(visits.VISIT_DAY + days(offset), time(8), tzinfo=LONDON))

    part = page.partition("My next visits")[2].partition("</ul>")[0]
    link = f'<a href="{reverse("visits:visit", args=[visited.visit.pk])}"> {long_date(visits.VISIT_DAY)} </a>'
    assert (link in part) is is_there
    assert (f"Lead School · {visited.year.centre.name}" in part) is is_there


def test_assessor_reads_all_schools_of_a_visit(visited) -> None:
    VisitedReview.objects.create(visit=visited.visit, review=visited.year.reviews.get(school=visited.member.school))

    part = home(visited.assessor).partition("My next visits")[2].partition("</ul>")[0]
    assert f"Lead School, Second School · {visited.year.centre.name}" in part


def test_assessor_reads_also_of_a_visit_of_which_no_day_is_agreed() -> None:
    made = visits.opened().appoint()
    assert "My next visits" not in home(made.assessor)

    made.accept()

    part = home(made.assessor).partition("My next visits")[2].partition("</ul>")[0]
    assert "> No day agreed yet </a>" in part
    assert "Due" not in part


def test_end_of_a_year_is_not_due(active, monkeypatch) -> None:
    ends = YearStep("Year 1 ends", "coming", active.year.closes_on)
    told = "centres.consultancy.selectors.adviser.lines_of"
    monkeypatch.setattr(told, lambda years, user, on: {year.pk: [ends] for year in years})
    at = datetime.combine(active.year.closes_on - days(14), time(8), tzinfo=LONDON)

    part = home(active.adviser, at).partition("Centres I advise")[2].partition("</ul>")[0]

    assert f"Year 1 ends {short_date(active.year.closes_on)}" in part
    assert "Due in" not in part


def test_what_they_come_for_stands_first_where_nothing_waits(active) -> None:
    page = home(active.adviser)

    assert 0 < page.index("Centres I advise") < page.index("Nothing waits for you")


def test_one_way_leads_to_all_of_their_centres(active, monkeypatch) -> None:
    ways = [home(active.adviser).partition("Centres I advise")[2].count(reverse("consultancy:my_centres"))]
    monkeypatch.setattr("centres.consultancy.panels.SHOWN", 0)
    ways.append(home(active.adviser).partition("Centres I advise")[2].count(reverse("consultancy:my_centres")))

    assert ways == [1, 1]


def test_neither_stands_on_the_home_of_anybody_else(visited) -> None:
    for who in (visited.staff, visited.lead.head, visited.second):
        assert centres_i_advise(fresh(who), [], TODAY) is None
        assert my_next_visits(fresh(who), [], TODAY) is None
