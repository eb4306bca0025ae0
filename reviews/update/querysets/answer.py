"""Which answers somebody reads: a contributor what was given to them, an assessor what was sent (R44)."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from centres.membership.enums import CentreAccessKind
from centres.membership.querysets.access import has_access
from iqm_coe.accounts.models.user import User
from reviews.update.enums import ReviewState
from schools.enums import SPEAKERS
from schools.models.role import SchoolRole
from schools.querysets import held_at, reads_every_school

if TYPE_CHECKING:
    from reviews.update.models.answer import Answer


class AnswerQuerySet(models.QuerySet["Answer"]):
    def left_behind(self) -> Self:
        """Given to somebody who has left the school since, or whose sign-in is shut."""
        still = SchoolRole.objects.live().filter(user=OuterRef("given_to"), school=OuterRef("review__school"))
        return self.exclude(given_to=None).filter(~Exists(still))

    def written_by(self, user: int, school: int | None = None) -> Self:
        """Given to this person, of updates that are being written: of this school, or of any."""
        given = self.filter(given_to=user, review__state=ReviewState.WRITING)
        given = given if school is None else given.filter(review__school=school)
        return given.select_related("element", "review__year__centre", "review__school").order_by("review", "pk")

    def visible_to(self, user: User) -> Self:
        """As the review, but a contributor reads only what was given to them."""
        if reads_every_school(user):
            return self
        assesses = has_access("review__year__centre_id", user, CentreAccessKind.ASSESSOR)
        return self.filter(
            held_at("review__school_id", user, *SPEAKERS)
            | (held_at("review__school_id", user) & Q(given_to=user))
            | (~Q(review__state=ReviewState.WRITING) & assesses)
        )
