"""What a day of a visit would move (R15, R20)."""

from datetime import date

from iqm_coe.lib.working_days import working_days_from
from reviews.update.enums import ReviewState
from reviews.update.models.review import Review
from reviews.visits import conf
from reviews.visits.conditions.visit import reviews_covered
from reviews.visits.models.visit import Visit


def update_due_on(day: date, review: Review) -> date:
    """The day by which the update is due where the visit is on this day (R15)."""
    return working_days_from(day, -conf.update_working_days.get(), review.school.country)


def moved_updates(visit: Visit, day: date, *, on: date) -> list[tuple[Review, date]]:
    """The updates whose day would move if the visit were on this day, each with its new day."""
    covered = reviews_covered(visit).filter(state=ReviewState.WRITING)
    told = [(review, update_due_on(day, review)) for review in covered.select_related("school").order_by("pk")]
    return [(review, due_on) for review, due_on in told if due_on > on and due_on != review.update_due_on]


def updates_due(visit: Visit, day: date, *, on: date) -> list[tuple[Review, date]]:
    """Until when each update is due if the visit is on this day: those that would not move keep theirs."""
    moved = {review.pk: due_on for review, due_on in moved_updates(visit, day, on=on)}
    covered = [visited.review for visited in visit.covers.select_related("review__school")]
    return [(review, moved.get(review.pk, review.update_due_on)) for review in covered]
