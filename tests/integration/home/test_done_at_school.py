"""Whoever of a school does a line clears it for all: the others read who did."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.billing.worklist import invoices_to_raise
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.home.flows import work as flows
from iqm_coe.home.selectors.done import done_today
from iqm_coe.lib.event_words import in_words
from iqm_coe.lib.per_request import answered_per_request
from iqm_coe.lib.worklist import lines_for
from reviews.update.flows import answer as answers
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.integration.home.test_done import of
from tests.integration.home.test_work import browser, fresh
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R38f")]
LATER = NOW + timedelta(hours=1)  # the world is played at one instant, of which an act is told by its first event
active = world(scene.active)
forming = world(scene.forming)
submitted = world(scene.submitted)
factual = world(visits.factual)


def told(user: User, on=TODAY, *, by: User) -> list[tuple[str, str]]:
    return [(one.what, one.about) for one in done_today(fresh(user), on).lines if one.by == by.name]


def write(event: str, thing: object, by: User, at=LATER) -> None:
    Event.objects.create(at=at, by=by, action=event, **of(thing))


def test_the_others_of_a_school_read_who_sent_the_update(active) -> None:
    active.write_update()
    active.send_update(at=LATER)
    second = SchoolRoleFactory(school=active.lead.school, kind="coordinator").user

    with time_machine.travel(NOW, tick=False):
        offered = browser(second).get(reverse("home:index")).text
        page = " ".join(browser(second).get(reverse("home:index"), {"done": "1"}).text.split())

    assert ("The update was declared and sent", "Lead School, year 1") in told(second, by=active.lead.head)
    assert '<a href="?done=1#done">Done lately, and by whom</a>' in offered
    assert active.lead.head.name not in offered
    assert '<details class="list-fold" id="done" open>' in page
    assert active.lead.head.name in page


def test_where_nothing_was_done_lately_that_is_said(active) -> None:
    with time_machine.travel(NOW + timedelta(days=60), tick=False):
        page = browser(active.lead.head).get(reverse("home:index"), {"done": "1"}).text
        nobody = browser(scene.person("Nina")).get(reverse("home:index")).text

    assert "Nothing was done lately by the people of your schools and Centres." in page
    assert "Done lately" not in nobody


def test_head_reads_who_of_the_schools_agreed_and_sent() -> None:
    """Also of another school of their Centre, where it is of what they see."""
    submitted = scene.ready().send(at=LATER)
    second = submitted.members[0]

    agreed = told(submitted.lead.coordinator, by=second.head)

    words = "A school agreed to a criterion"
    for criterion in ("C6", "C7"):
        assert (words, f"{criterion}, {second.school.name}") in agreed
    assert ("Application sent to IQM", submitted.centre.name) in told(second.head, by=submitted.lead.coordinator)


def test_it_is_of_what_the_reader_sees_and_by_people_of_their_schools_alone(active) -> None:
    active.write_update()
    kofi = SchoolRoleFactory(school=active.lead.school, kind="contributor", user=scene.person("Kofi")).user
    part = answers.give(active.review().answers.first(), kofi, by=active.lead.coordinator, at=NOW)
    answers.say_done(part, is_done=True, by=kofi, at=LATER)
    write("accept", active.plan(), active.staff)
    said = ("A part was marked done", str(part.element))

    assert [what for what, _about in told(active.lead.head, by=kofi)] == [said[0]]
    assert [what for what, _about in told(kofi, by=kofi)] == [said[0]]
    assert told(active.members[0].head, by=kofi) == []  # who does not read the update of another school
    assert told(active.lead.head, by=active.staff) == []
    stranger = SchoolRoleFactory(kind="coordinator").user
    assert done_today(fresh(stranger), TODAY).lines == []
    assert done_today(fresh(scene.person("Nina")), TODAY).lines == ()


@pytest.mark.parametrize(("offset", "is_told"), [(-1, False), (0, True), (14, True), (15, False)])
def test_it_is_told_for_a_fortnight(active, offset, is_told) -> None:
    write("lodge", active.plan(), active.lead.coordinator)

    found = told(active.lead.head, TODAY + days(offset), by=active.lead.coordinator)

    assert any("year 1" in about for _what, about in found) == is_told


def test_what_the_office_alone_reads_of_a_thing_is_not_told(factual) -> None:
    """Also by whom of a school it is: here two acts on a report that the head reads, one of them in the making."""
    on, at = TODAY + days(1), NOW + days(1)
    write("send_back", factual.report, factual.lead.coordinator, at)
    write("release", factual.report, factual.lead.coordinator, at + timedelta(minutes=1))

    said = [what for what, _about in told(factual.lead.head, on, by=factual.lead.coordinator)]

    assert in_words("reports.report", "release") in said
    assert in_words("reports.report", "send_back") not in said


def test_as_many_questions_for_many_as_for_one(active) -> None:
    def asked() -> int:
        with answered_per_request(), CaptureQueriesContext(connection) as captured:
            assert done_today(fresh(active.lead.head), TODAY).lines
        return len(captured)

    write("lodge", active.plan(), active.lead.coordinator)
    asked()
    before = asked()
    for minute in range(9):
        write("lodge", active.plan(), active.lead.coordinator, LATER + timedelta(minutes=minute + 1))

    assert asked() == before <= 9


@pytest.mark.rule("R46r")
def test_finance_reads_which_line_of_its_own_a_colleague_took(active) -> None:
    fay, finn = scene.iqm_person("Fay", "finance"), scene.iqm_person("Finn", "finance")
    line = next(one for one in lines_for(fresh(finn), TODAY) if one.key.startswith(invoices_to_raise.__name__))
    flows.give([line.key], fresh(finn), by=fresh(finn), at=LATER)

    (took,) = [one for one in done_today(fresh(fay), TODAY).lines if one.by == "Finn"]

    assert (took.what, took.about) == ("Took a line", f"{line.kind}, Trent Valley, {active.year}")
