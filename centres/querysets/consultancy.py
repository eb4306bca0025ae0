"""Who may see the log of consultancy: the Centre's people, its adviser, the office, and finance; a note nobody else."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from centres.enums import CentreAccessKind
from centres.querysets.centre import has_access, in_centre
from centres.querysets.money import MONEY_READERS, reads_money
from schools.querysets import reads_every_school


def sees_log(centre_column: str, user: Any) -> Any:
    """The condition on rows of a Centre: staff, administrators and finance; who speaks or pays for one of its schools;
    its adviser (R44).
    """
    if reads_every_school(user) or reads_money(user):
        return Q()
    own = in_centre(centre_column, user, *MONEY_READERS)
    return own | has_access(centre_column, user, CentreAccessKind.ADVISER)


class SeenByCentreAndFinance(models.QuerySet[Any]):
    """Rows of a Centre year's consultancy."""

    centre_column = "year__centre_id"

    def visible_to(self, user: Any) -> Self:
        return self.filter(sees_log(self.centre_column, user))


class CallNoteQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The adviser who wrote it, and nobody else whatever their role (R44)."""
        return self.filter(call__logged_by=user)
