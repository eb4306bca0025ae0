"""Which visit covers a review, on whose side somebody stands, and what may still be done with a visit (R19-R23)."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.working_days import OFFICE, working_days_from
from reviews.update.enums import ReviewState
from reviews.update.models.review import Review
from reviews.visits import conf
from reviews.visits.enums import Side, VisitState
from reviews.visits.models.visit import Visit

DAYS_AHEAD = 30


def is_soon(on: date) -> Q:
    """Visits, neither declined nor cancelled, with a day in the next thirty."""
    called_off = Q(state__in=[VisitState.DECLINED, VisitState.CANCELLED])
    return Q(agreed_on__range=(on, on + timedelta(days=DAYS_AHEAD))) & ~called_off


def answer_day(on: date) -> date:
    """By when an assessor who is asked on this day says whether they assess."""
    return working_days_from(on, conf.answer_days.get(), OFFICE)


def visit_covering(review: Review) -> Visit | None:
    """The live visit of this review, if one is appointed."""
    return Visit.objects.covering(review).select_related("year__centre", "assessor", "host").first()


def reviews_covered(visit: Visit) -> QuerySet[Review]:
    """The reviews that this visit covers still."""
    covered: QuerySet[Review] = Review.objects.filter(covered_by__visit=visit, covered_by__released_at=None)
    return covered


def side_of(visit: Visit | None, user: User) -> Side:
    """Whoever assesses is that and nothing else; everybody else speaks for the schools."""
    return Side.ASSESSOR if visit is not None and visit.assessor_id == user.pk else Side.SCHOOL


def is_at_work(visit: Visit) -> bool:
    """Neither declined nor called off, and not finished: the row's form of `at_work`."""
    return visit.state not in {VisitState.DECLINED, VisitState.CANCELLED, VisitState.DONE}


def can_go_on(visit: Visit) -> bool:
    """Whether its assessor holds the role now, so that staff may let them go on with it (R19g)."""
    return visit.assessor.is_active and IqmRoleKind.ASSESSOR in visit.assessor.iqm_roles


def is_partly_recorded(visit: Visit) -> bool:
    """Somebody was there: what is recorded of one school is not called off, and nobody else writes of it."""
    return visit.covers.filter(review__state=ReviewState.RECORDED).exists()


def may_have_been_held(visit: Visit, on: date) -> bool:
    """Its day has passed, and nothing says whether it took place: that is asked before anybody else is."""
    return visit.state == VisitState.AGREED and visit.agreed_on is not None and visit.agreed_on < on
