"""A school whose writing is stopped loses nothing by its silence about the facts of a report (R24, R48j)."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from centres.membership.flows import freeze as centre_freeze
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.worklist import lines_for
from reviews.reports.flows import report
from schools.flows import freeze
from tests.scene import iqm_person

pytestmark = pytest.mark.django_db

# Asked on Tuesday 19 January 2027, to answer by Tuesday 2 February.
STOPPED_AT = datetime(2027, 1, 29, 12, 0, tzinfo=UTC)  # a Friday: two working days are left
WAY_AFTER = datetime(2027, 2, 11, 12, 0, tzinfo=UTC)  # a Thursday
ON_THE_LAST_NEW_DAY = datetime(2027, 2, 15, 22, 0, tzinfo=UTC)
AFTER_THE_LAST_NEW_DAY = datetime(2027, 2, 16, 0, 1, tzinfo=UTC)


@pytest.fixture
def ada() -> User:
    return iqm_person("Ada", "administrator")


def due_on(factual) -> date:
    factual.report.factual.refresh_from_db()
    return factual.report.factual.due_on


@pytest.mark.rule("R24b", "R48j")
def test_silence_is_no_answer_while_the_writing_of_the_school_is_stopped(factual, ada):
    freeze.stop(factual.lead.school, by=ada, at=STOPPED_AT, reason="Why.")
    assert report.accept_silence(WAY_AFTER) == 0
    assert factual.report.state == "factual"

    freeze.allow(factual.lead.school, by=ada, at=WAY_AFTER, reason="Found.")
    assert due_on(factual) == date(2027, 2, 15)  # a Monday: two working days again
    moved = Event.objects.of(factual.report.factual).get(action="give_back_days")
    assert (moved.by, moved.facts) == (ada, {"until": "2027-02-15"})
    assert report.accept_silence(ON_THE_LAST_NEW_DAY) == 0
    assert report.accept_silence(AFTER_THE_LAST_NEW_DAY) == 1


@pytest.mark.rule("R24b", "R48j")
def test_school_answers_in_the_days_that_were_given_back(factual, ada):
    freeze.stop(factual.lead.school, by=ada, at=STOPPED_AT, reason="Why.")
    freeze.allow(factual.lead.school, by=ada, at=WAY_AFTER, reason="Found.")
    report.dispute_facts(factual.report, corrections="412.", by=factual.lead.head, at=ON_THE_LAST_NEW_DAY)
    assert factual.report.state == "draft"


@pytest.mark.rule("R24b", "R48j")
def test_a_stop_of_the_centre_holds_the_days_of_its_schools_too(factual, ada):
    centre = factual.report.review.year.centre
    centre_freeze.stop(centre, by=ada, at=STOPPED_AT, reason="Why.")
    assert report.accept_silence(WAY_AFTER) == 0
    centre_freeze.allow(centre, by=ada, at=WAY_AFTER, reason="Found.")
    assert due_on(factual) == date(2027, 2, 15)


@pytest.mark.rule("R24b", "R48j")
def test_what_was_accepted_before_the_stop_stays_accepted(factual, ada):
    late = datetime(2027, 2, 3, 9, 0, tzinfo=UTC)  # the day after, before the round of the clock
    freeze.stop(factual.lead.school, by=ada, at=late, reason="Why.")
    freeze.allow(factual.lead.school, by=ada, at=WAY_AFTER, reason="Found.")
    assert due_on(factual) == date(2027, 2, 2)
    assert report.accept_silence(WAY_AFTER) == 1


@pytest.mark.rule("R48j")
def test_page_of_the_facts_is_shown_to_read_and_takes_nothing(factual, ada):
    freeze.stop(factual.lead.school, by=ada, at=STOPPED_AT, reason="Why.")
    client = Client()
    page = reverse("reports:facts", args=[factual.report.pk])
    with time_machine.travel(WAY_AFTER):
        client.force_login(factual.lead.head)
        shown = client.get(page)
        sent = client.post(page, {"confirm": "1", "corrections": ""})

    assert shown.status_code == 200
    assert '<fieldset class="read-only" disabled>' in shown.text
    assert "Speak to the office" in shown.text
    assert "Are the facts right?" in shown.text
    assert "If nobody answers, the facts count as accepted" not in shown.text
    assert "silence counts as a yes" not in shown.text
    assert "No day runs while writing is stopped" in shown.text
    assert (sent.status_code, factual.report.state) == (403, "factual")


@pytest.mark.rule("R48j")
def test_one_line_says_it_instead_of_what_would_be_refused(factual, ada):
    def reasons(person: User) -> list[str]:
        return [line.reason for line in lines_for(User.objects.get(pk=person.pk), STOPPED_AT.date())]

    school = factual.lead.school
    told = f"Writing is stopped for now at {school.name}. You read everything, and no day to answer by runs out"
    assert f"Check the facts of the report on {school.name}" in reasons(factual.lead.head)
    freeze.stop(school, by=ada, at=STOPPED_AT, reason="Why.")
    for person in (factual.lead.head, factual.lead.coordinator):
        assert reasons(person) == [told]
    line = lines_for(User.objects.get(pk=factual.lead.head.pk), STOPPED_AT.date())[0]
    assert (line.since, line.due_on, line.url) == (STOPPED_AT, None, reverse("schools:school", args=[school.pk]))
    freeze.allow(school, by=ada, at=STOPPED_AT, reason="Found.")
    assert f"Check the facts of the report on {school.name}" in reasons(factual.lead.head)
