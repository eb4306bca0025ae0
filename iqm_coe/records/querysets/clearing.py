"""What was cleared is for administrators."""

from typing import TYPE_CHECKING, Self

from django.db import models

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import may

if TYPE_CHECKING:
    from iqm_coe.records.models.clearing import Clearing


class ClearingQuerySet(models.QuerySet["Clearing"]):
    def visible_to(self, user: User) -> Self:
        """All for administrators, none for everybody else."""
        return self if may(user, "records.read_records") else self.none()
