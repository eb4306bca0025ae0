"""Money received is the office's own: a bank line may speak of anybody (R44)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Sum, Value
from django.db.models.functions import Coalesce

from centres.billing.querysets.charge import reads_money
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns

if TYPE_CHECKING:
    from centres.billing.models.payment import Payment


UNALLOCATED = F("balance__amount") - F("balance__allocated")
# A statement and a message of the bank may bear different days for one payment.
NEAR = timedelta(days=5)


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, user: User) -> Self:
        """The office's own: a bank line may speak of anybody."""
        return self if reads_money(user) else self.none()

    def with_rest(self) -> Self:
        """Payments of which a part is not allocated."""
        return self.filter(balance__allocated__lt=F("balance__amount"))

    def alike(self, *, amount: Decimal, received_on: date, text: str) -> Self:
        """Those that somebody may have recorded for this bank line: the amount, a day near it, and a text that says
        the same without case, blanks and signs.
        """
        near = (received_on - NEAR, received_on + NEAR)
        return self.filter(amount=amount, received_on__range=near, text__reads_as=text).order_by("-pk")

    def unallocated(self) -> "models.QuerySet[Payment, Decimal]":
        """The sum of what is not allocated: one row, and none where there is no payment."""
        together = self.order_by().annotate(all=Value(1)).values("all")
        summed = together.annotate(rest=Coalesce(Sum(UNALLOCATED), 0, output_field=models.DecimalField()))
        return summed.values_list("rest", flat=True)

    def for_list(self) -> Self:
        names = ("payer__name", "recorded_by__name", "balance__amount", "balance__allocated")
        return only_columns(self, *names).order_by("-received_on", "-pk")
