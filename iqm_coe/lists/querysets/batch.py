"""A batch is whose act it is; administrators see those of everybody."""

from typing import TYPE_CHECKING, Self

from django.db import models

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lists.enums import RowStage

if TYPE_CHECKING:
    from iqm_coe.lists.models.batch import Batch, BatchRow


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> Self:
        """Their own; for administrators all."""
        return self if IqmRoleKind.ADMINISTRATOR in user.iqm_roles else self.filter(by=user)

    def under_way(self) -> Self:
        """Begun, with rows that wait; one that cannot be done stands with the faults until it can."""
        return self.filter(began_at__isnull=False, ended_at=None)


class BatchRowQuerySet(models.QuerySet["BatchRow"]):
    def visible_to(self, user: User) -> Self:
        """With their batch."""
        return self if IqmRoleKind.ADMINISTRATOR in user.iqm_roles else self.filter(batch__by=user)

    def waiting(self) -> Self:
        """To be done."""
        return self.filter(stage=RowStage.PLANNED)
