from datetime import datetime

from django.dispatch import receiver

from centres.billing.flows import charge
from centres.membership.models.membership import Membership
from centres.membership.signals import memberships_began
from centres.year.models.year import CentreYear
from centres.year.signals import year_opened
from iqm_coe.accounts.models.user import User


@receiver(year_opened, dispatch_uid="raise-the-years-charges")
def raise_charges(sender: object, year: CentreYear, by: User | None, at: datetime, **kwargs: object) -> None:
    """Each live member owes its annual payment (R11)."""
    charge.raise_for_year(year, by=by, at=at)


@receiver(memberships_began, dispatch_uid="raise-the-charges-of-joining-schools")
def raise_charges_of_joining(
    sender: object, memberships: list[Membership], by: User | None, at: datetime, **kwargs: object
) -> None:
    """A school that joins within a year pays for its part of it (R13)."""
    charge.raise_for_joining(memberships, by=by, at=at)
