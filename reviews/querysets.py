"""Which reviews, answers and files somebody may see."""

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from centres.enums import CentreAccessKind
from centres.querysets import has_access
from reviews.enums import ReviewState
from schools.enums import SPEAKERS
from schools.querysets import held_at, reads_every_school


def given_to(user: Any) -> Exists:
    """Whether an element of the review in the outer row was given to this person, who is still of its school."""
    answers = apps.get_model("reviews", "Answer").objects
    return Exists(answers.filter(review=OuterRef("pk"), given_to=user))


class ReviewQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Staff; whoever speaks for the school; a contributor to whom an element is given; the Centre's assessor once
        the update is sent. No other school, until this one shares it (R43, R44).
        """
        if reads_every_school(user):
            return self
        assesses = has_access("year__centre_id", user, CentreAccessKind.ASSESSOR)
        return self.filter(
            held_at("school_id", user, *SPEAKERS)
            | (held_at("school_id", user) & given_to(user))
            | (~Q(state=ReviewState.WRITING) & assesses)
        )

    def being_written(self) -> Self:
        return self.filter(state=ReviewState.WRITING)

    def for_list(self) -> Self:
        return self.select_related("school", "year__centre", "framework").order_by("school__name", "pk")


class AnswerQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """As the review, but a contributor reads only what was given to them."""
        if reads_every_school(user):
            return self
        assesses = has_access("review__year__centre_id", user, CentreAccessKind.ASSESSOR)
        return self.filter(
            held_at("review__school_id", user, *SPEAKERS)
            | (held_at("review__school_id", user) & Q(given_to=user))
            | (~Q(review__state=ReviewState.WRITING) & assesses)
        )


class AnswerFileQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Files of answers that this person sees, and that nobody has taken away."""
        answers = apps.get_model("reviews", "Answer").objects.visible_to(user)
        return self.standing().filter(answer__in=answers.values("pk"))

    def standing(self) -> Self:
        """Not taken away again."""
        return self.filter(removed_at=None)


class PackQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The person it was built for, as long as they see the Centre: it holds what they may see and no more."""
        years = apps.get_model("centres", "CentreYear").objects.visible_to(user)
        return self.filter(asked_by=user, year__in=years.values("pk"))

    def in_the_making(self) -> Self:
        """Neither finished nor given up."""
        return self.filter(finished_at=None, failed_at=None)

    def waiting(self, silent_since: datetime) -> Self:
        """To be built: nobody has begun, or whoever had has been silent since this instant."""
        return self.in_the_making().filter(Q(heard_at=None) | Q(heard_at__lte=silent_since))


class PackFileQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """As its pack."""
        packs = apps.get_model("reviews", "Pack").objects.visible_to(user)
        return self.filter(pack__in=packs.values("pk"))
