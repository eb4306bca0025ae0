"""Plans, updates and packs: their pages ask the database as often for a hundred rows as for one."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.year.models.activity import Activity, Attendance
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from iqm_coe.lib.files import made
from reviews.reports.models.pack import Pack
from reviews.update.models.answer import AnswerVersion
from reviews.update.models.evidence import AnswerLink
from reviews.update.models.framework import Framework
from reviews.update.models.review import Review
from tests import scene
from tests.clock import NOW, days
from tests.documents import PDF
from tests.factories.centres import CentreFactory
from tests.factories.reviews import ReviewFactory
from tests.factories.schools import SchoolFactory
from tests.meta.cast import BACKEND
from tests.whole import in_turns

SIZES = (1, 3, 100)
MOST = 12

pytestmark = pytest.mark.django_db


def a_plan(played: scene.Scene, number: int) -> None:
    year = CentreYear.objects.create(
        centre=CentreFactory(), number=1, opens_on=date(2026, 1, 1), closes_on=date(2026, 12, 31)
    )
    Plan.objects.create(year=year, kind="research", due_on=date(2026, 4, 1))


def an_activity(played: scene.Scene, number: int) -> None:
    told = {"kind": "meeting", "held_on": date(2026, 12, 1), "place": "online", "focus": "Transition"}
    by = {"planned_at": NOW, "planned_by": played.lead.coordinator}
    activity = Activity.objects.create(centre=CentreFactory(), **told, **by)
    Attendance.objects.create(activity=activity, school=SchoolFactory(), staff=2)


def a_version(played: scene.Scene, number: int) -> None:
    played.plan().versions.create(
        number=number + 1, lodged_by=played.lead.coordinator, lodged_at=NOW, **made(PDF, name="plan.pdf")
    )


def a_review(played: scene.Scene, number: int) -> None:
    ReviewFactory()


def a_review_of_this_school(played: scene.Scene, number: int) -> None:
    opens_on = date(1900 + number, 1, 1)
    year = CentreYear.objects.create(
        centre=played.centre, number=number + 10, opens_on=opens_on, closes_on=opens_on + timedelta(days=300)
    )
    Review.objects.create(
        year=year, school=played.lead.school, framework=Framework.objects.get(key="ten"), update_due_on=opens_on
    )


def a_link(played: scene.Scene, number: int) -> None:
    answer = played.review().answers.get(element__number=number % 10 + 1)
    facts = {"title": "Proof", "added_at": NOW, "added_by": played.lead.coordinator}
    AnswerLink.objects.create(answer=answer, url=f"https://a.example/{number}", **facts)


def a_kept_text(played: scene.Scene, number: int) -> None:
    answer = played.review().answers.get(element__number=1)
    facts = {"written_by": played.lead.coordinator, "kept_at": NOW}
    AnswerVersion.objects.create(answer=answer, kind="clash", version=number, progress=f"Text {number}", **facts)


def a_pack(played: scene.Scene, number: int) -> None:
    Pack.objects.create(year=played.year, asked_by=played.lead.coordinator, asked_at=NOW, failed_at=NOW)


Grow = Callable[[scene.Scene, int], None]

PAGES: dict[str, tuple[str, str, str, Grow]] = {
    "plans": ("year:plans", "", "staff", a_plan),
    "years": ("year:years", "", "staff", a_plan),
    "activities": ("year:activities", "", "staff", an_activity),
    "plan, versions": ("year:plan", "plan", "coordinator", a_version),
    "reviews": ("update:reviews", "", "staff", a_review),
    "work of a coordinator, updates": ("home:index", "", "coordinator", a_review_of_this_school),
    "school, reviews": ("schools:school", "school", "coordinator", a_review_of_this_school),
    "Centre, years": ("membership:centre", "centre", "coordinator", a_review_of_this_school),
    "review, links": ("update:review", "review", "coordinator", a_link),
    "update as one text": ("update:read", "review", "coordinator", a_link),
    "update as Word": ("update:read_file", "review as Word", "coordinator", a_link),
    "declaring": ("update:declare", "review", "head", a_link),
    "element, links": ("update:element", "element", "coordinator", a_link),
    "element, kept texts": ("update:element", "element", "coordinator", a_kept_text),
    "year, packs": ("year:year", "year", "coordinator", a_pack),
}
LISTS = {"plans", "years", "activities", "reviews"}


def address(played: scene.Scene, name: str, of: str) -> str:
    keys = {
        "": [],
        "plan": [played.plan().pk],
        "school": [played.lead.school.pk],
        "centre": [played.centre.pk],
        "review": [played.review().pk],
        "review as Word": [played.review().pk, "docx"],
        "element": [played.review().pk, 1],
        "year": [played.year.pk],
    }
    return reverse(name, args=keys[of])


@in_turns(4)
@pytest.mark.parametrize("page", PAGES)
def test_page_asks_as_often_for_a_hundred_rows(active, page):
    name, of, who, grow = PAGES[page]
    user = {"staff": active.staff, "coordinator": active.lead.coordinator, "head": active.lead.head}[who]
    client, found, rows, url = Client(), {}, 0, address(active, name, of)
    with time_machine.travel(NOW + days(1) / 24, tick=False):
        client.force_login(user, backend=BACKEND)
        client.get(url)
        for size in SIZES:
            for number in range(rows, size):
                grow(active, number)
            rows = size
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url).status_code == 200
            found[size] = len(asked)

    assert len(set(found.values())) == 1, found
    assert found[100] <= MOST or page not in LISTS
