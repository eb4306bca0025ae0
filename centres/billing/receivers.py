from datetime import datetime

from django.dispatch import receiver

from centres.billing.flows import charge
from centres.membership.models.membership import Membership
from centres.membership.signals import membership_began
from centres.year.models.year import CentreYear
from centres.year.signals import year_opened
from iqm_coe.accounts.models.user import User


@receiver(year_opened, dispatch_uid="raise-the-years-charges")
def raise_charges(sender: object, year: CentreYear, by: User | None, at: datetime, **kwargs: object) -> None:
    """Each live member owes its annual payment (R11)."""
    charge.raise_for_year(year, by=by, at=at)


@receiver(membership_began, dispatch_uid="raise-the-charge-of-a-joining-school")
def raise_charge_of_joining(
    sender: object, membership: Membership, by: User | None, at: datetime, **kwargs: object
) -> None:
    """A school that joins within a year pays for its part of it (R13)."""
    charge.raise_for_joining(membership, by=by, at=at)
