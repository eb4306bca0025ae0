"""The lists and pages of visits and reports ask the database as often for many rows as for one."""

from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.reports.models.report import Condition
from reviews.visits.models.date import DateProposal, DateRound
from reviews.visits.models.visit import VisitedReview
from tests import visits
from tests import visits as visits_tests
from tests.clock import NOW, TODAY, days
from tests.factories.accounts import IqmRoleFactory
from tests.factories.centres import CentreAccessFactory
from tests.factories.reviews import ReportFactory, ReviewFactory, TargetFactory, VisitFactory
from tests.meta.cast import BACKEND
from tests.whole import in_turns

SIZES = (1, 3, 100)
MOST = 12

pytestmark = pytest.mark.django_db


def an_assessor(made: visits_tests.Visited, number: int) -> None:
    visits_tests.accredit(IqmRoleFactory(kind="assessor").user, by=made.staff)


def a_visit(made: visits_tests.Visited, number: int) -> None:
    VisitFactory()
    ReviewFactory()


def a_visit_of_mine(made: visits_tests.Visited, number: int) -> None:
    """Asked, agreed and to be answered; and a report to write."""
    asked = VisitFactory(assessor=made.assessor)
    CentreAccessFactory(user=made.assessor, centre=asked.year.centre, kind="assessor", given_by=made.staff)
    told = {"interests": "none", "answered_at": NOW, "assessor": made.assessor, "year": asked.year}
    VisitFactory(state="declared", **told)
    waiting = VisitFactory(state="declared", **told)
    a_round(waiting, side="school", by=made.lead.head)
    VisitFactory(state="agreed", agreed_on=TODAY - days(number), agreed_at=NOW, **told)
    ReportFactory(author=made.assessor, review=ReviewFactory(year=asked.year))


def a_round(visit, number: int = 1, *, side: str, by, state: str = "open") -> None:
    closed = None if state == "open" else NOW
    facts = {"proposed_by": by, "proposed_at": NOW, "state": state, "closed_at": closed}
    made = DateRound.objects.create(visit=visit, number=number, side=side, **facts)
    DateProposal.objects.create(round=made, on=TODAY + days(number))


def a_round_of_the_visit(made: visits_tests.Visited, number: int) -> None:
    a_round(made.visit, number + 50, side="school", by=made.lead.head, state="declined")


def a_school_of_the_visit(made: visits_tests.Visited, number: int) -> None:
    review = ReviewFactory(year=made.year)
    VisitedReview.objects.create(visit=made.visit, review=review)
    ReportFactory(review=review, author=made.assessor)
    another = VisitFactory(year=made.year)
    ReportFactory(review=another.covers.get().review)


def a_report(made: visits_tests.Visited, number: int) -> None:
    sent = {"sent_at": NOW, "recommendation": "maintain"}
    ReportFactory(state="checking", **sent)


def a_report_of_the_school(made: visits_tests.Visited, number: int) -> None:
    ReportFactory(review=ReviewFactory(school=made.lead.school), state="draft")


def a_visit_of_our_school(made: visits_tests.Visited, number: int) -> None:
    """What waits for whoever speaks for the host."""
    told = {"interests": "none", "answered_at": NOW, "host": made.lead.school}
    VisitFactory(state="declared", **told)
    waiting = VisitFactory(state="declared", **told)
    a_round(waiting, side="assessor", by=waiting.assessor)


def a_target(made: visits_tests.Visited, number: int) -> None:
    TargetFactory(review=made.review, element=made.review.framework.elements.get(number=1), number=number + 10)


def a_condition(made: visits_tests.Visited, number: int) -> None:
    Condition.objects.create(report=made.report, number=number + 1, text="More.", due_on=TODAY)


Grow = Callable[[visits_tests.Visited, int], None]

# Address, whose key it takes, who looks, how far the visit is, what grows.
PAGES: dict[str, tuple[str, str, str, str, Grow]] = {
    "assessors": ("visits:assessors", "", "staff", "opened", an_assessor),
    "visits": ("visits:visits", "", "staff", "opened", a_visit),
    "reports": ("reports:reports", "", "staff", "opened", a_report),
    "my visits": ("visits:my_visits", "", "assessor", "agreed", a_visit_of_mine),
    "work of an assessor": ("home:index", "", "assessor", "agreed", a_visit_of_mine),
    "work of staff": ("home:index", "", "staff", "agreed", a_visit),
    "work of staff, reports": ("home:index", "", "staff", "agreed", a_report),
    "work of a head": ("home:index", "", "head", "agreed", a_visit_of_our_school),
    "visit, rounds": ("visits:visit", "visit", "head", "agreed", a_round_of_the_visit),
    "visit, schools": ("visits:visit", "visit", "assessor", "agreed", a_school_of_the_visit),
    "year, visits": ("year:year", "year", "staff", "agreed", a_school_of_the_visit),
    "school, reports": ("schools:school", "school", "staff", "opened", a_report_of_the_school),
    "plan for development": ("visits:plan", "review", "head", "agreed", a_target),
    "report, conditions": ("reports:report", "report", "staff", "checking", a_condition),
    "report as Word, conditions": ("reports:read_file", "report as Word", "staff", "checking", a_condition),
    "writing, conditions": ("reports:write_report", "report", "assessor", "recorded", a_condition),
}


def who_looks(made: visits_tests.Visited, name: str):
    return {"staff": made.staff, "assessor": made.assessor, "head": made.lead.head}[name]


def address(made: visits_tests.Visited, name: str, of: str) -> str:
    keys = {"": list, "school": lambda: [made.lead.school.pk], "report as Word": lambda: [made.report.pk, "docx"]}
    return reverse(name, args=keys[of]() if of in keys else [getattr(made, of).pk])


@in_turns(4)
@pytest.mark.rule("R6b")
@pytest.mark.parametrize("page", PAGES)
def test_page_of_reviews_asks_as_often_for_a_hundred_rows(page):
    name, of, looker, stage, grow = PAGES[page]
    made, found, rows = getattr(visits, stage)(), {}, 0
    client, url = Client(), address(made, name, of)
    with time_machine.travel(NOW + days(1) / 24, tick=False):
        client.force_login(who_looks(made, looker), backend=BACKEND)
        client.get(url)
        for size in SIZES:
            for number in range(rows, size):
                grow(made, number)
            rows = size
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == 200
            found[size] = len(asked)

    assert len(set(found.values())) == 1, found
    assert found[100] <= MOST or of or name == "home:index", found
