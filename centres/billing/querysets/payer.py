"""The list of payers is the office's own (R44)."""

from typing import TYPE_CHECKING, Self

from django.db import models

from centres.billing.querysets.charge import reads_money
from iqm_coe.accounts.models.user import User

if TYPE_CHECKING:
    from centres.billing.models.payer import Payer


class PayerQuerySet(models.QuerySet["Payer"]):
    def visible_to(self, user: User) -> Self:
        """The office's own list; others read the payer's name on their invoice."""
        return self if reads_money(user) else self.none()
