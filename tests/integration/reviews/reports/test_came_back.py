"""A draft that came back was in time: one day and one age of it, wherever it is told (R24h)."""

from datetime import date, datetime

import pytest

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.worklist import Line, awaited_by, lines_for
from iqm_coe.lib.year_line import steps_of
from iqm_coe.lib.year_steps import Turn
from iqm_coe.lib.year_tallies import owed_in
from iqm_coe.notifications.flows import deadline as flows_of_deadlines
from reviews.reports.deadlines import DRAFT
from reviews.reports.flows import report as flows
from reviews.reports.selectors.report import reports_in_the_making, step_after_the_visit
from reviews.visits.models.visit import Visit
from tests.clock import days
from tests.visits import ON_THE_DAY, Visited, fingerprint_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R24h")]
SENT, BACK = ON_THE_DAY + days(2), ON_THE_DAY + days(9)  # the draft was due seven days after the visit


def line_of(made: Visited, user: User, on: date) -> Line:
    """What this person reads of the report, whoever's turn it is."""
    fresh = User.objects.get(pk=user.pk)
    lines = [*lines_for(fresh, on), *awaited_by(fresh, on)]
    (line,) = [one for one in lines if "report on " + made.lead.school.name in one.reason]
    return line


def on_the_year(made: Visited, user: User, on: date) -> tuple[date, date, str]:
    """By when and since when in the year's table and the school's sentence, and the line's mark."""
    owed = [one for step, one in owed_in(user, [made.year.pk], on) if step.code == "report"]
    (own,) = [one for one in owed if one.school == made.lead.school.pk]
    assert Turn(own.turn) == Turn.ASSESSOR
    (mark,) = [step for step in steps_of(user, {made.year.pk: "/"}, on)[made.year.pk] if step.code == "report"]
    assert mark.on == min(one.due_on for one in owed), "the line tells the first of all schools"
    return own.due_on, own.since, mark.state


def corrected(made: Visited) -> Visited:
    flows.dispute_facts(made.report, corrections="We are 300.", by=made.lead.head, at=BACK)
    return made


def given_back(made: Visited) -> Visited:
    flows.send_back(made.report, read=fingerprint_of(made.report), reason="More.", by=made.staff, at=BACK)
    return made


def test_report_whose_facts_were_corrected_has_one_day_everywhere(factual) -> None:
    made = corrected(factual)
    on, last = BACK.date(), made.year.closes_on
    assert made.report.due_on < on

    for user in (made.assessor, made.lead.head, made.lead.coordinator, made.staff):
        line = line_of(made, user, on)
        assert "orrect" in line.reason
        assert (line.due_on, line.since) == (last, BACK)
        if user != made.assessor:
            assert on_the_year(made, user, on) == (last, BACK.date(), "now")
            assert on_the_year(made, user, last + days(1))[2] == "late"
    assert [one.draft_due_on for one in reports_in_the_making(made.assessor)] == [last]
    assert DRAFT.day(DRAFT.open_rows().get()) == last
    assert "came back" in step_after_the_visit(Visit.objects.get(), made.assessor).words


def test_report_that_iqm_sent_back_is_with_its_assessor_since_then(checking) -> None:
    made = given_back(checking)
    on, last = BACK.date(), made.year.closes_on

    for user in (made.assessor, made.staff):
        assert (line_of(made, user, on).due_on, line_of(made, user, on).since) == (last, BACK)
    assert on_the_year(made, made.staff, on) == (last, BACK.date(), "now")


def test_school_does_not_read_that_iqm_sent_it_back(checking) -> None:
    made = given_back(checking)

    assert line_of(made, made.lead.head, BACK.date()).reason.startswith("The assessor writes the report on")


def test_draft_that_was_never_sent_keeps_its_own_day(recorded) -> None:
    made, day = recorded, recorded.report.due_on

    for user in (made.assessor, made.lead.head, made.staff):
        assert line_of(made, user, day + days(1)).due_on == day
    assert on_the_year(made, made.staff, day + days(1)) == (day, ON_THE_DAY.date(), "late")


def test_more_time_for_what_came_back_counts_from_the_day_that_it_had(factual) -> None:
    made = corrected(factual)
    later = made.year.closes_on + days(7)

    flows_of_deadlines.give_more_time(DRAFT, made.report, until=later, reason="Ill.", by=made.staff, at=BACK)

    assert line_of(made, made.assessor, BACK.date()).due_on == later
    assert on_the_year(made, made.staff, BACK.date())[0] == later


@pytest.mark.parametrize("reader", ["head", "coordinator"])
def test_report_read_for_its_facts_is_with_the_school_since_it_was_sent_there(checking, reader: str) -> None:
    made = checking.check(SENT)

    line = line_of(made, getattr(made.lead, reader), SENT.date() + days(2))

    awaited = [one for one in awaited_by(made.staff, SENT.date()) if "reads the report" in one.reason]
    assert (line.since, [one.since for one in awaited]) == (SENT, [SENT])


def test_saving_a_draft_does_not_make_it_younger(recorded) -> None:
    begun: datetime = recorded.report.begun_at
    recorded.write(ON_THE_DAY + days(3))

    for user in (recorded.assessor, recorded.lead.head, recorded.staff):
        assert line_of(recorded, user, recorded.report.due_on).since == begun


def test_corrected_report_is_with_iqm_since_it_was_sent_again(factual) -> None:
    made = corrected(factual)
    made.send(BACK + days(1))

    assert line_of(made, made.staff, BACK.date()).since == BACK + days(1)
    assert line_of(made, made.lead.head, BACK.date()).since == BACK + days(1)
