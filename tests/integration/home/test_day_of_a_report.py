"""A report has one day, on the line of its year and in the list of what is with others."""

import pytest

from centres.year.selectors.standing import in_words
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.worklist import awaited_by, lines_for
from iqm_coe.lib.year_tallies import owed_by
from reviews.reports.models.report import Report
from tests import visits
from tests.integration.home.test_my_year import fresh

pytestmark = pytest.mark.django_db


@pytest.mark.rule("R24h", "R44g")
@pytest.mark.parametrize("stage", [visits.checking, visits.factual, visits.confirmed])
def test_school_reads_one_day_of_its_report_once_it_was_signed(stage) -> None:
    made = stage()
    head, on = fresh(made.lead.head), visits.ON_THE_DAY.date()
    (owed,) = [
        one
        for step, one in owed_by(head, [made.report.review.year_id], on, school=made.lead.school.pk)
        if step.code == "report"
    ]
    lines = [*awaited_by(head, on), *lines_for(head, on)]
    waits = {line.due_on for line in lines if f"report on {made.lead.school.name}" in line.reason}

    assert waits == {owed.due_on}


@pytest.mark.rule("R47a")
@pytest.mark.parametrize(("stage", "words"), [(visits.checking, "to be checked"), (visits.confirmed, "to be issued")])
def test_year_says_the_day_that_was_stamped_for_iqm(stage, words) -> None:
    made, on = stage(), visits.ON_THE_DAY.date()
    due_on = Report.objects.get(pk=made.report.pk).office_due_on
    asked = owed_by(fresh(made.staff), [made.report.review.year_id], on)
    ((step, one),) = [(step, one) for step, one in asked if one.thing and step.code == "report"]

    assert one.due_on == due_on < made.report.review.year.closes_on
    assert in_words(step, one, on, to_school=False).endswith(f"{words} by {long_date(due_on)}.")
