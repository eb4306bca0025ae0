"""Whether the included hour is due, was given, and what is left (R32, R33)."""

from centres.billing.models.charge import Charge
from centres.consultancy.enums import GrantKind
from centres.consultancy.models.ledger import ConsultancyAccount, ConsultancyGrant
from centres.membership.enums import MembershipState
from centres.year.models.year import CentreYear


def annual_payments_received(year: CentreYear) -> bool:
    """The policy of R32, here and nowhere else: every charge of a member that is not suspended, leaving or gone is
    paid, written off or waived, and there is one at least.
    """
    charges = Charge.objects.filter(year=year)
    counted = charges.filter(membership__state=MembershipState.LIVE)
    return counted.exists() and not charges.outstanding().exists()


def has_included(year: CentreYear) -> bool:
    """Whether the included hour of this year was given already."""
    return ConsultancyGrant.objects.filter(year=year, kind=GrantKind.INCLUDED).exists()


def balance(year: CentreYear) -> int:
    """The minutes left; nothing before the first entry."""
    left = ConsultancyAccount.objects.filter(year=year).values_list("balance", flat=True).first()
    return left or 0
