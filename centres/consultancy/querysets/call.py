"""An adviser's private note is seen by nobody else (R44)."""

from typing import Any, Self

from django.db import models

from iqm_coe.accounts.models.user import User


class CallNoteQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """The adviser who wrote it, and nobody else whatever their role (R44)."""
        return self.filter(call__logged_by=user)
