"""Who may see the log of consultancy: the Centre's people, its adviser, the office, and finance; a note nobody else."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from centres.enums import CentreAccessKind
from centres.querysets.centre import centres_of, centres_open_to
from centres.querysets.money import MONEY_READERS, reads_money
from schools.querysets import reads_every_school


def _centres_whose_log(user: Any) -> frozenset[int] | None:
    """The Centres whose log this person reads: who speaks or pays for one of its schools, and its adviser; None for
    staff, administrators and finance, who read all (R44).
    """
    if reads_every_school(user) or reads_money(user):
        return None
    return centres_of(user, *MONEY_READERS) | centres_open_to(user, CentreAccessKind.ADVISER)


def sees_log(centre_column: str, user: Any) -> Q:
    """Rows of a Centre whose log this person reads."""
    centres = _centres_whose_log(user)
    return Q() if centres is None else Q(**{f"{centre_column}__in": centres})


def reads_log(user: Any, centre_id: int) -> bool:
    """Whether this person reads the log of this Centre: the instance form of `sees_log`."""
    centres = _centres_whose_log(user)
    return centres is None or centre_id in centres


class SeenByCentreAndFinance(models.QuerySet[Any]):
    """Rows of a Centre year's consultancy."""

    centre_column = "year__centre_id"

    def visible_to(self, user: Any) -> Self:
        return self.filter(sees_log(self.centre_column, user))


class CallNoteQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The adviser who wrote it, and nobody else whatever their role (R44)."""
        return self.filter(call__logged_by=user)
