"""Which plans for development somebody reads, also before they are begun (R23, R44)."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from centres.membership.enums import CentreAccessKind
from centres.membership.querysets.access import has_access
from iqm_coe.accounts.models.user import User
from reviews.update.models.review import Review
from reviews.update.querysets.review import ReviewQuerySet
from reviews.visits.enums import DevelopmentState
from schools.enums import SPEAKERS
from schools.querysets import held_at, reads_every_school

if TYPE_CHECKING:
    from reviews.visits.models.development import DevelopmentPlan


def with_plan_for(reviews: ReviewQuerySet, user: User) -> ReviewQuerySet:
    """Of these reviews those whose plan for development this person reads: as the plan itself, also before that."""
    if reads_every_school(user):
        return reviews
    assesses = has_access("year__centre_id", user, CentreAccessKind.ASSESSOR)
    advises = has_access("year__centre_id", user, CentreAccessKind.ADVISER)
    agreed = Q(development__state=DevelopmentState.AGREED)
    return reviews.filter(held_at("school_id", user, *SPEAKERS) | assesses | (agreed & advises))


class DevelopmentPlanQuerySet(models.QuerySet["DevelopmentPlan"]):
    def visible_to(self, user: User) -> Self:
        """The office; whoever speaks for the school; the Centre's assessor; its adviser once it is agreed. No other
        school (R43).
        """
        reviews = with_plan_for(Review.objects.all(), user)
        return self if reads_every_school(user) else self.filter(review__in=reviews.values("pk"))
