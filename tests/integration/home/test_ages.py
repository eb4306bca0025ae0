"""What waits is as old as its standing in this person's list, not as the year or the person before (M17)."""

from datetime import date, datetime, time, timedelta

import pytest

from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import LONDON, london_date
from iqm_coe.lib.transitions import record_event
from iqm_coe.lib.worklist import Line, lines_for
from reviews.update.flows import answer
from reviews.update.models.review import Review
from schools.flows import role as role_flows
from tests import scene, visits
from tests.clock import NOW, days
from tests.factories.schools import SchoolRoleFactory
from tests.scene import person

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R38d", "R38i")]


def line_of(user: User, words: str, at: datetime) -> Line:
    """The one line of this person that says so."""
    fresh = User.objects.get(pk=user.pk)
    return next(line for line in lines_for(fresh, london_date(at)) if words in line.reason)


def begins(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LONDON)


def test_plan_and_update_wait_since_they_are_shown() -> None:
    played = scene.active()
    plan, review = played.plan(), played.review()
    for due_on, shown_days, words in (
        (plan.due_on, 45, "Lodge “"),
        (review.update_due_on, 60, "Write and send the update"),
    ):
        shown_on = due_on - timedelta(days=shown_days)
        line = line_of(played.lead.coordinator, words, begins(shown_on) + days(10))
        assert line.since == begins(shown_on)


@pytest.mark.parametrize(
    ("moved_after", "brought_to", "since"),
    [
        (10, 40, 10),  # it was not near before: since then
        (10, 100, 40),  # it is shown later still
        (245, 250, 243),  # it was shown already, sixty days before the day of before
    ],
)
def test_update_whose_day_came_nearer_waits_since_that(moved_after, brought_to, since) -> None:
    played = scene.active()
    review = played.review()
    moved_at = NOW + days(moved_after)
    was, now = review.update_due_on, (NOW + days(brought_to)).date()
    Review.objects.filter(pk=review.pk).update(update_due_on=now)
    record_event(review, "move_deadline", by=None, at=moved_at, facts={"from": was.isoformat(), "to": now.isoformat()})

    line = line_of(played.lead.coordinator, "Write and send the update", max(moved_at, begins(now) - days(1)))

    assert (line.since.date() - NOW.date()).days == since


def test_element_waits_since_it_was_handed_over() -> None:
    played = scene.active()
    writer = SchoolRoleFactory(school=played.lead.school, kind="contributor").user
    handed = NOW + days(150)
    answer.give(played.review().answers.first(), writer, by=played.lead.coordinator, at=handed)
    assert line_of(writer, "Write element", handed).since == handed


def test_assessor_is_missing_since_it_is_shown() -> None:
    played = visits.opened().played
    shown_on = date(2027, 5, 22) - timedelta(days=120)
    assert line_of(played.staff, "Appoint an assessor", begins(shown_on) + days(3)).since == begins(shown_on)


def test_centre_is_without_adviser_since_the_role_ended() -> None:
    played = scene.active()
    ended = NOW + days(200)
    IqmRole.objects.filter(user=played.adviser).update(ended_at=ended, ended_by=played.staff)
    assert line_of(played.staff, "is no longer an adviser", ended).since == ended


def test_head_who_came_later_is_asked_since_they_came() -> None:
    played = scene.forming()
    nina, came = person("Nina", email="nina@people.example"), NOW + days(6)
    by = played.lead.head
    offered = role_flows.invite(played.lead.school, email=nina.email, kind="headteacher", by=by, at=NOW)
    role_flows.accept(offered, by=nina, at=came)
    assert line_of(nina, "Agree the annual visit", came).since == came
    joined = Membership.objects.get(school=played.lead.school).joined_at
    assert line_of(played.lead.head, "Agree the annual visit", came).since >= joined


def test_conflict_waits_since_the_assessor_gained_the_role() -> None:
    made = visits.agreed()
    gained = NOW + days(20)
    SchoolRoleFactory(user=made.assessor, school=made.lead.school, kind="contributor", granted_at=gained)
    assert line_of(made.staff, "now holds a role", gained).since == gained
