"""A batch is whose act it is; administrators see those of everybody."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lists.enums import RowStage

if TYPE_CHECKING:
    from iqm_coe.lists.models.batch import Batch, BatchRow

GIVEN_UP_AFTER = timedelta(days=1)  # what could not be done in a day fails for a reason that stands with the faults


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> Self:
        """Their own; for administrators all."""
        return self if IqmRoleKind.ADMINISTRATOR in user.iqm_roles else self.filter(by=user)

    def under_way(self, at: datetime) -> Self:
        """Begun, with rows that wait."""
        return self.filter(began_at__gt=at - GIVEN_UP_AFTER, ended_at=None)


class BatchRowQuerySet(models.QuerySet["BatchRow"]):
    def visible_to(self, user: User) -> Self:
        """With their batch."""
        return self if IqmRoleKind.ADMINISTRATOR in user.iqm_roles else self.filter(batch__by=user)

    def waiting(self) -> Self:
        """To be done."""
        return self.filter(stage=RowStage.PLANNED)
