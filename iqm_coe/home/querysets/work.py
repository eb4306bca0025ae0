"""Who sees to what is known to the whole office."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef

from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns

if TYPE_CHECKING:
    from iqm_coe.home.models.work import WorkOwner


class WorkOwnerQuerySet(models.QuerySet["WorkOwner"]):
    def visible_to(self, user: User) -> Self:
        """Everybody at IQM; lines themselves are shown to those whom they wait for alone."""
        return self if user.iqm_roles else self.none()

    def standing(self) -> Self:
        """Of people who still work at IQM: what somebody leaves waits for everybody again."""
        there = Exists(IqmRole.objects.live().filter(user=OuterRef("owner")))
        return only_columns(self.filter(there, owner__is_active=True), "owner__name", "given_by__name")
