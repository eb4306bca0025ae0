"""On whose side somebody proposes days, and what a day would move (R15, R20)."""

from datetime import date

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.working_days import working_days_from
from reviews.update.enums import ReviewState
from reviews.update.models.review import Review
from reviews.visits import conf
from reviews.visits.enums import Side
from reviews.visits.models.visit import Visit


def side_of(visit: Visit, user: User) -> Side:
    """Whose side somebody is on; whoever is the assessor is that and nothing else."""
    return Side.ASSESSOR if visit.assessor_id == user.pk else Side.SCHOOL


def update_due_on(day: date, review: Review) -> date:
    """The day by which the update is due where the visit is on this day (R15)."""
    return working_days_from(day, -conf.update_working_days.get(), review.school.country)


def moved_updates(visit: Visit, day: date, *, on: date) -> list[tuple[Review, date]]:
    """The updates whose day would move if the visit were on this day, each with its new day."""
    covered = Review.objects.filter(covered_by__visit=visit, covered_by__released_at=None, state=ReviewState.WRITING)
    told = [(review, update_due_on(day, review)) for review in covered.select_related("school").order_by("pk")]
    return [(review, due_on) for review, due_on in told if due_on > on and due_on != review.update_due_on]
