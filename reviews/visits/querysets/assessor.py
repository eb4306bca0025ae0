"""Accreditations: which hold on a day, and who sees them (R19, R44)."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from iqm_coe.accounts.models.user import User
from schools.querysets import reads_every_school

if TYPE_CHECKING:
    from reviews.visits.models.assessor import Accreditation


class AccreditationQuerySet(models.QuerySet["Accreditation"]):
    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def current(self, on: date) -> Self:
        """Standing accreditations whose period holds this day, both ends included."""
        return self.standing().filter(valid_from__lte=on, valid_until__gte=on)

    def visible_to(self, user: User) -> Self:
        """The office; each assessor their own."""
        return self if reads_every_school(user) else self.filter(person=user)
