"""Who reads the log of consultancy: whoever reads which payments are in, since the hour waits for them (R44)."""

from typing import Self

from django.db import models
from django.db.models import Q

from centres.billing.querysets.charge import centres_whose_payments, reads_payments
from iqm_coe.accounts.models.user import User


def sees_log(centre_column: str, user: User) -> Q:
    """Rows of a Centre whose log this person reads: whoever reads which payments are in, since the one waits for the
    other.
    """
    centres = centres_whose_payments(user)
    return Q() if centres is None else Q(**{f"{centre_column}__in": centres})


def reads_log(user: User, centre_id: int) -> bool:
    """Whether this person reads the log of this Centre: the instance form of `sees_log`."""
    return reads_payments(user, centre_id)


class SeenByCentreAndFinance(models.QuerySet[models.Model]):
    """Rows of a Centre year's consultancy."""

    centre_column = "year__centre_id"

    def visible_to(self, user: User) -> Self:
        return self.filter(sees_log(self.centre_column, user))
