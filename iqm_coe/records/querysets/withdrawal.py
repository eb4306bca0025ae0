"""Withdrawals and their places are for administrators."""

from typing import TYPE_CHECKING, Self

from django.db import models

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import may

if TYPE_CHECKING:
    from iqm_coe.records.models.withdrawal import Withdrawal, WithdrawnPlace


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def visible_to(self, user: User) -> Self:
        """All for administrators, none for everybody else."""
        return self if may(user, "records.read_records") else self.none()

    def for_list(self) -> Self:
        """With who did it, and in how many places."""
        return self.select_related("by").annotate(number=models.Count("places")).order_by("-pk")


class PlaceQuerySet(models.QuerySet["WithdrawnPlace"]):
    def visible_to(self, user: User) -> Self:
        """All for administrators, none for everybody else."""
        return self if may(user, "records.read_records") else self.none()
