"""The day of a visit and after it: the page of the visit and What needs me say the same (R22c)."""

from datetime import date, datetime

import pytest

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.next_steps import Step
from iqm_coe.lib.versioned import written
from iqm_coe.lib.worklist import Line, lines_for
from reviews.update.models.review import Review
from reviews.visits.conditions.finding import is_complete, last_targets, still_open
from reviews.visits.flows import date as date_flows
from reviews.visits.flows import finding as flows
from reviews.visits.models.visit import Visit
from reviews.visits.selectors.visit import visit_page
from tests import visits
from tests.clock import NOW, days
from tests.visits import ON_THE_DAY, VISIT_DAY, Visited

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R22c")]
EVERYTHING = "read it through and finish the record"


def step(user: User, on: date) -> Step:
    at = datetime.combine(on, ON_THE_DAY.timetz())
    return visit_page(Visit.objects.get(), User.objects.get(pk=user.pk), at).step


def line(user: User, on: date) -> Line:
    (one,) = lines_for(User.objects.get(pk=user.pk), on)
    return one


def written_up(made: Visited) -> Visited:
    """Every element and target, but the record is not finished."""
    for element in made.review.framework.elements.all():
        found = written(outcome="ratified", remarks="")
        flows.save_finding(made.review, element, found, by=made.assessor, at=ON_THE_DAY)
    return made


def is_told_complete(made: Visited) -> bool:
    told = Review.objects.filter(is_complete(), pk=made.review.pk).exists()
    assert told == (not still_open(made.review)), "the query and the sentences are one rule"
    return told


@pytest.mark.parametrize("reader", ["staff", "head"])
def test_day_that_has_passed_is_told_as_late(agreed, reader: str) -> None:
    user = agreed.staff if reader == "staff" else agreed.lead.head

    for on in (VISIT_DAY - days(1), VISIT_DAY):
        assert step(user, on).words == "The visit is on Tuesday 19 January 2027."
    after = step(user, VISIT_DAY + days(2))

    assert after.tone == "attention"
    assert after.words == (
        "The day of the visit has passed: it was Tuesday 19 January 2027. "
        f"{agreed.assessor.name} has not finished its record: 2 days late."
    )


def test_assessor_reads_how_late_the_record_is(agreed) -> None:
    assert "late" not in step(agreed.assessor, VISIT_DAY).words
    words = step(agreed.assessor, VISIT_DAY + days(1)).words

    assert "its record is 1 day late. Record what you found" in words


def test_home_says_with_the_page_that_only_the_end_of_the_record_is_missing(agreed) -> None:
    assert EVERYTHING not in line(agreed.assessor, VISIT_DAY).reason
    assert not is_told_complete(agreed)
    written_up(agreed)

    assert is_told_complete(agreed)
    for words in (line(agreed.assessor, VISIT_DAY).reason, step(agreed.assessor, VISIT_DAY).words.lower()):
        assert EVERYTHING in words


def test_target_of_last_year_that_nobody_judged_keeps_the_record_open(opened) -> None:
    visits.last_year(opened)
    visits.update_sent(opened.appoint().accept().agree())
    made = written_up(opened)
    assert not is_told_complete(made)

    for target in last_targets(made.review):
        flows.judge_target(made.review, target, written(judgement="met", remarks=""), by=made.assessor, at=ON_THE_DAY)

    assert is_told_complete(made)


@pytest.mark.rule("R20a")
def test_days_are_to_be_proposed_since_the_last_were_declined(opened) -> None:
    made = opened.appoint().accept()
    assert line(made.assessor, NOW.date()).since == NOW
    offered = date_flows.propose(made.visit, [VISIT_DAY], by=made.assessor, at=NOW + days(1))

    date_flows.decline(offered, reason="Holidays.", by=made.lead.head, at=NOW + days(3))

    for user in (made.assessor, made.lead.head):
        (one,) = [one for one in lines_for(user, NOW.date()) if one.action == "Propose days"]
        assert one.since == NOW + days(3)
