"""Which reviews somebody reads (R43, R44)."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from centres.membership.enums import CentreAccessKind
from centres.membership.querysets.access import centres_open_to, has_access
from centres.year.querysets.year import YEAR
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.kept_questions import depends_on
from iqm_coe.lib.names import in_order
from iqm_coe.lib.per_request import per_request
from reviews.update.enums import ReviewState
from schools.enums import SPEAKERS
from schools.querysets import held_at, reads_every_school, schools_of

if TYPE_CHECKING:
    from reviews.update.models.review import Review


def _given_to(user: User) -> frozenset[int]:
    """The reviews of which an element is given to this person, at schools where they do no more than contribute."""

    def ask() -> frozenset[int]:
        contributes = schools_of(user) - schools_of(user, *SPEAKERS)
        given = apps.get_model("update", "Answer").objects.filter(given_to=user, review__school__in=contributes)
        return frozenset(given.values_list("review_id", flat=True)) if contributes else frozenset()

    return per_request((GIVEN, user.pk), ask)


GIVEN = "reviews given"
depends_on(GIVEN, _given_to)


def reads_review(user: User, review: "Review") -> bool:
    """Sees the review: the instance form of Review.visible_to; reads its year."""
    if reads_every_school(user) or review.school_id in schools_of(user, *SPEAKERS) or review.pk in _given_to(user):
        return True
    is_sent = review.state != ReviewState.WRITING
    return is_sent and review.year.centre_id in centres_open_to(user, CentreAccessKind.ASSESSOR)


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: User) -> Self:
        """Staff; whoever speaks for the school; a contributor to whom an element is given; the Centre's assessor once
        the update is sent. No other school, until this one shares it (R43, R44).
        """
        if reads_every_school(user):
            return self
        assesses = has_access("year__centre_id", user, CentreAccessKind.ASSESSOR)
        own = held_at("school_id", user, *SPEAKERS) | Q(pk__in=_given_to(user))
        return self.filter(own | (~Q(state=ReviewState.WRITING) & assesses))

    def of_this_year_of(self, user: User, today: date) -> Self:
        """Of the schools where this person holds a role, in a Centre year that runs."""
        return self.filter(held_at("school_id", user), year__opens_on__lte=today, year__closes_on__gte=today)

    def being_written(self) -> Self:
        return self.filter(state=ReviewState.WRITING)

    def for_list(self) -> Self:
        shown = only_columns(self, "school__name", "school__town", "year__centre__name", *YEAR)
        return shown.order_by(in_order("school__name"), "pk")
