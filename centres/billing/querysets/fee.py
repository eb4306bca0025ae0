"""Prices are for finance and staff; a school reads its own before it agrees (R8g) and on its invoice (R44)."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from centres.billing.querysets.charge import reads_money
from iqm_coe.accounts.models.user import User

if TYPE_CHECKING:
    from centres.billing.models.fee import InForce


class InForceQuerySet(models.QuerySet["InForce"]):
    def visible_to(self, user: User) -> Self:
        """The whole list is for finance and staff; a school reads its own price."""
        return self if reads_money(user) else self.none()

    def on(self, day: date) -> Self:
        """In force on this day, both ends included."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)
