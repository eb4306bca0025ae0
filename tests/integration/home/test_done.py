"""What was done today: who reminded of a line, and who of the office saw to what has gone, each by its rights."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.application.flows import application as application_flows
from centres.year.deadlines import PLAN
from centres.year.models.activity import Activity
from centres.year.models.plan import Plan
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.selectors.event import in_sentences
from iqm_coe.home.selectors.done import SHOWN, done_today
from iqm_coe.home.selectors.work import my_work
from iqm_coe.lib.worklist import Line
from iqm_coe.notes.flows import note as note_flows
from iqm_coe.notifications.flows import deadline
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.notifications.models.reminder import Reminder
from reviews.reports.deadlines import DRAFT, FACTS
from reviews.visits.deadlines import ANSWER
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolFactory, SchoolRoleFactory
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = pytest.mark.django_db
submitted = world(scene.submitted)
active = world(scene.active)
factual = world(visits.factual)
TOMORROW = NOW + days(1)  # the world is played on the day before
LATE = NOW + days(110)  # after the plans were due


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def awaited(user: User, words: str, at) -> Line:
    groups = my_work(fresh(user), at).groups
    return next(line for group in groups for line in group.lines if words in line.reason)


def page(user: User, at) -> str:
    client = Client()
    with time_machine.travel(at, tick=False):
        client.force_login(user, backend=BACKEND)
        return client.get(reverse("home:index"), follow=True).text


def done(user: User, on=TODAY) -> list[tuple[str, str, str]]:
    return [(one.what, one.about, one.by) for one in done_today(fresh(user), on).lines]


# ---- reminded


@pytest.mark.rule("R39k")
def test_line_that_was_reminded_of_today_says_by_whom_and_offers_no_second_one(active) -> None:
    plan, bea = active.plan("research"), scene.iqm_person("Bea", "staff")
    before = awaited(bea, "classroom research", LATE)
    assert (before.reminded, before.nudge) == ("", ("remind_plans", plan.pk))

    deadline.remind(PLAN.kind, plan, PLAN.permission, by=active.staff, at=LATE)

    now = awaited(bea, "classroom research", LATE)
    assert (now.reminded, now.nudge) == ("Sam", None)
    assert awaited(bea, "sustained practice", LATE).reminded == ""
    assert "Reminded today by Sam" in page(bea, LATE)


@pytest.mark.rule("R39k")
@pytest.mark.parametrize(("after", "is_said"), [(timedelta(0), True), (days(1), False)])
def test_only_today_is_said(active, after, is_said) -> None:
    deadline.remind(PLAN.kind, active.plan("research"), PLAN.permission, by=active.staff, at=LATE)

    assert bool(awaited(active.staff, "classroom research", LATE + after).reminded) == is_said


@pytest.mark.rule("R39k")
def test_what_the_clock_reminded_of_today_is_said_too(active) -> None:
    plan = active.plan("research")
    message = Message.objects.order_by("pk").first()
    told = {"kind": PLAN.kind.name, "subject_type": "year.plan", "subject_id": plan.pk, "due_on": plan.due_on}
    Reminder.objects.create(**told, step=1, send_on=LATE.date(), planned_at=NOW, sent_at=LATE, message=message)

    assert awaited(active.staff, "classroom research", LATE).reminded == "the clock"


@pytest.mark.rule("R39k")
def test_school_that_reads_a_report_for_its_facts_is_known_by_its_question(factual) -> None:
    staff = factual.staff
    check = FACTS.open_rows().get(report=factual.report)
    deadline.remind(FACTS.kind, check, FACTS.permission, by=staff, at=NOW)

    assert awaited(staff, "reads the report for its facts", NOW).reminded == staff.name
    assert DRAFT.open_rows().filter(pk=factual.report.pk).count() == 0


# ---- done


@pytest.mark.rule("R38f")
def test_what_a_colleague_has_done_since_this_morning_is_told_with_who_and_when(submitted) -> None:
    bea = scene.iqm_person("Bea", "staff")
    assert done(bea) == []
    told = {"adviser": submitted.adviser, "read": submitted.read, "by": submitted.staff, "at": NOW}
    application_flows.approve(submitted.application, **told)

    assert done(bea) == [("Application approved", "Trent Valley", "Sam")]
    text = page(bea, NOW)
    assert "Done today" in text
    assert reverse("application:application", args=[submitted.centre.pk]) in text
    assert "10:00" in text


@pytest.mark.rule("R38f")
@pytest.mark.parametrize(("offset", "is_told"), [(-1, False), (0, True), (1, False)])
def test_only_what_was_done_on_the_day_in_london(submitted, offset, is_told) -> None:
    told = {"adviser": submitted.adviser, "read": submitted.read, "by": submitted.staff, "at": NOW}
    application_flows.approve(submitted.application, **told)

    assert bool(done(submitted.staff, TODAY + days(offset))) == is_told


@pytest.mark.rule("R38f")
def test_more_time_for_the_facts_is_told_of_the_report_that_they_are_of(factual) -> None:
    check, bea = FACTS.open_rows().get(report=factual.report), scene.iqm_person("Bea", "staff")
    before, until = done(bea, TOMORROW.date()), check.due_on + days(3)
    deadline.give_more_time(FACTS, check, until=until, reason="The head is ill.", by=factual.staff, at=TOMORROW)

    assert before == []
    assert [by for _what, _about, by in done(bea, TOMORROW.date())] == [factual.staff.name]
    assert factual.staff.name not in [by for _what, _about, by in done(factual.lead.head, TOMORROW.date())]


@pytest.mark.rule("R38f")
def test_it_is_the_offices_and_of_the_office(submitted) -> None:
    bea, fay = scene.iqm_person("Bea", "administrator"), scene.iqm_person("Fay", "finance")
    Event.objects.create(at=NOW, by=submitted.staff, action="approve", **of(submitted.application))
    Event.objects.create(at=NOW, by=submitted.lead.coordinator, action="submit", **of(submitted.application))
    Event.objects.create(at=NOW, by=None, action="lapse", **of(submitted.application))

    assert [by for _what, _about, by in done(bea)] == ["Sam"]
    for nobody in (submitted.adviser, submitted.lead.coordinator, submitted.lead.head):
        assert "Sam" not in [by for _what, _about, by in done(nobody)]
        assert "Done today" not in page(nobody, NOW)
    assert done(fay) == []  # finance sees no application


def of(thing) -> dict[str, object]:
    return {"subject_type": thing._meta.label_lower, "subject_id": thing.pk}


@pytest.mark.rule("R38f")
def test_finance_reads_what_it_sees(active) -> None:
    fay = scene.iqm_person("Fay", "finance")
    charge = active.year.charges.get(membership__school=active.lead.school)
    Event.objects.create(at=TOMORROW, by=active.staff, action="price", **of(charge))
    Event.objects.create(at=TOMORROW + timedelta(minutes=1), by=active.staff, action="accept", **of(active.application))

    found = done_today(fresh(fay), TOMORROW.date()).lines

    assert [(one.about, one.by) for one in found] == [("Lead School, year 1", "Sam")]


@pytest.mark.rule("R38f")
def test_of_an_act_its_first_event_is_told_and_of_many_rows_each(active) -> None:
    plans = list(Plan.objects.filter(year=active.year).order_by("pk"))
    for plan in plans:
        Event.objects.create(at=TOMORROW, by=active.staff, action="accept", **of(plan))
    Event.objects.create(at=TOMORROW, by=active.staff, action="activate", **of(active.centre))

    found = done_today(fresh(active.staff), TOMORROW.date()).lines

    assert [(one.what, one.about) for one in found] == [
        ("Accepted by IQM", f"{plan.get_kind_display()}, Trent Valley, year 1") for plan in reversed(plans)
    ]
    assert {one.url for one in found} == {reverse("year:plan", args=[plan.pk]) for plan in plans}


@pytest.mark.rule("R38f")
def test_reminders_by_hand_are_told_and_saves_of_a_text_are_not(active) -> None:
    told = {"kind": "meeting", "held_on": TODAY, "place": "online", "focus": "Play"}
    by = {"planned_at": NOW, "planned_by": active.lead.coordinator}
    activity = Activity.objects.create(centre=active.centre, **told, **by)
    Event.objects.create(at=TOMORROW, by=active.staff, action="remind", **of(active.plan()))
    Event.objects.create(at=TOMORROW + timedelta(minutes=1), by=active.staff, action="write", **of(activity))

    about = f"{active.plan().get_kind_display()}, Trent Valley, year 1"
    assert done(active.staff, TOMORROW.date()) == [("Reminded by hand", about, active.staff.name)]


@pytest.mark.rule("R38f", "R46r", "R46p")
def test_who_was_given_what_is_told_to_the_office(active) -> None:
    """A line of What needs me, and a thing to look at again: of that nothing to whoever has a part in it."""
    bea, tied = scene.iqm_person("Bea", "staff"), scene.iqm_person("Tied", "staff")
    SchoolRoleFactory(user=tied, school=active.lead.school, kind="contributor")
    Event.objects.create(at=TOMORROW, by=active.staff, action="give_work", **of(bea))
    at = TOMORROW + timedelta(minutes=1)
    note_flows.follow_up(active.lead.school, owner=bea, on=at.date(), why="To ring", by=active.staff, at=at)

    given = ("Gave to Bea", "Bea", active.staff.name)
    followed = ("Somebody sees to it", active.lead.school.name, active.staff.name)
    assert done(bea, TOMORROW.date()) == [followed, given]
    assert done(tied, TOMORROW.date()) == [given]


@pytest.mark.rule("R39k")
def test_follow_up_that_was_taken_back_is_told_with_whoever_did_it_to_who_reads_its_notes(active) -> None:
    school, at = active.lead.school, TOMORROW
    packed = note_flows.assign(school, owner=active.staff, on=at.date(), seen="nobody", by=active.staff, at=at)
    note_flows.take_back(school, packed, by=active.staff, at=at + timedelta(minutes=1))
    bea, olga = scene.iqm_person("Bea", "staff"), scene.iqm_person("Olga", "administrator")
    SchoolRoleFactory(user=olga, school=school)

    assert [(about, by) for _what, about, by in done(bea, at.date())] == [(school.name, active.staff.name)] * 2
    assert done(olga, at.date()) == []


def test_follow_ups_of_many_things_that_were_taken_back_are_asked_for_at_once(active) -> None:
    """As many as somebody ticked in a list."""
    bea, at = scene.iqm_person("Bea", "staff"), TOMORROW

    def asked_after(schools) -> int:
        for school in schools:
            packed = note_flows.assign(school, owner=active.staff, on=at.date(), seen="nobody", by=active.staff, at=at)
            note_flows.take_back(school, packed, by=active.staff, at=at + timedelta(minutes=1))
        with CaptureQueriesContext(connection) as captured:
            done_today(fresh(bea), at.date())
        return len(captured)

    asked_after(SchoolFactory.create_batch(1))
    assert asked_after(SchoolFactory.create_batch(1)) == asked_after(SchoolFactory.create_batch(4))


@pytest.mark.rule("R38f")
def test_visit_is_told_with_its_centre() -> None:
    made = visits.opened().appoint()
    event = Event.objects.filter(subject_type="visits.visit", action="appoint")

    (told,) = in_sentences(event, made.staff)

    assert told.about == f"{made.played.centre.name}, year 1"


@pytest.mark.rule("R38f")
def test_at_most_so_many_are_told_the_last_first(active) -> None:
    for minute in range(SHOWN + 1):
        told = {"at": TOMORROW + timedelta(minutes=minute), "by": active.staff, "action": "accept"}
        Event.objects.create(**told, **of(active.plan()))

    found = done_today(fresh(active.staff), TOMORROW.date())

    last = [TOMORROW + timedelta(minutes=minute) for minute in range(SHOWN, 0, -1)]
    assert [one.at for one in found.lines] == last
    assert (found.number, found.is_more) == (SHOWN + 1, False)
    said = " ".join(page(active.staff, TOMORROW).split())
    assert f"These are the last {SHOWN} of {SHOWN + 1}." in said


@pytest.mark.rule("R38f", "R46p")
@pytest.mark.parametrize(("role", "leads"), [("staff", False), ("administrator", True)])
def test_name_of_a_person_leads_to_their_page_where_the_reader_opens_it(active, role, leads) -> None:
    """A colleague's, and the reader's own."""
    reader = scene.iqm_person("Bea", role)
    for of_whom in (active.staff, reader):
        Event.objects.create(at=TOMORROW, by=active.staff, action="give_work", **of(of_whom))

    lines = done_today(fresh(reader), TOMORROW.date()).lines

    client = Client()
    client.force_login(reader, backend=BACKEND)
    assert len(lines) == 2
    assert [bool(line.url) for line in lines] == [leads, leads]
    assert all(client.get(line.url).status_code == 200 for line in lines if line.url)


@pytest.mark.rule("R19i", "R38f")
def test_reminder_of_the_answer_is_not_told_as_one_of_the_record() -> None:
    made = visits.opened().appoint()
    at = NOW + days(30)
    deadline.remind(ANSWER.kind, made.visit, ANSWER.permission, by=made.staff, at=at)

    assert [what for what, _about, _by in done(made.second, at.date())] == ["The assessor was reminded by hand"]
