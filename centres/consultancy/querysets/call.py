"""An adviser's private note is seen by nobody else (R44)."""

from typing import TYPE_CHECKING, Self

from django.db import models

from iqm_coe.accounts.models.user import User

if TYPE_CHECKING:
    from centres.consultancy.models.call import CallNote


class CallNoteQuerySet(models.QuerySet["CallNote"]):
    def visible_to(self, user: User) -> Self:
        """The adviser who wrote it, and nobody else whatever their role (R44)."""
        return self.filter(call__logged_by=user)
