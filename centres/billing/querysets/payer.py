"""The list of payers is the office's own (R44)."""

from typing import Any, Self

from django.db import models

from centres.billing.querysets.charge import reads_money


class PayerQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The office's own list; others read the payer's name on their invoice."""
        return self if reads_money(user) else self.none()
