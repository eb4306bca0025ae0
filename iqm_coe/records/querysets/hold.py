"""Legal holds are for administrators."""

from typing import TYPE_CHECKING, Self

from django.db import models

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import may

if TYPE_CHECKING:
    from iqm_coe.records.models.hold import Hold


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, user: User) -> Self:
        """All for administrators, none for everybody else."""
        return self if may(user, "records.read_records") else self.none()

    def standing(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended_at=None)

    def for_list(self) -> Self:
        """Those that stand first."""
        return self.select_related("begun_by", "ended_by").order_by(models.F("ended_at").desc(nulls_first=True), "-pk")
