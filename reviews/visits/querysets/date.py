"""Rounds of days are seen with their visit (R44)."""

from typing import TYPE_CHECKING, Self

from django.db import models

from iqm_coe.accounts.models.user import User
from reviews.visits.enums import RoundState
from reviews.visits.querysets.visit import of_the_year
from schools.querysets import reads_every_school

if TYPE_CHECKING:
    from reviews.visits.models.date import DateRound


class DateRoundQuerySet(models.QuerySet["DateRound"]):
    def visible_to(self, user: User) -> Self:
        """As the visit."""
        return self if reads_every_school(user) else self.filter(of_the_year("visit__year__centre_id", user))

    def open(self) -> Self:
        return self.filter(state=RoundState.OPEN)
