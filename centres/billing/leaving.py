"""A payer's address for invoices is the payer's: who leaves a school is told that finance changes it (R5u)."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from centres.billing.models.payer import Payer
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.leaving import Passing, at_school


@at_school
def addresses_for_invoices(leaver: User, school: int, by: User) -> Iterator[Passing]:
    """Of the school itself, and of whoever pays for it."""
    pays = Q(school=school) | Q(charges__membership__school=school)
    for payer in Payer.objects.filter(pays, email__iexact=leaver.email).distinct().order_by("pk"):
        yield Passing(
            _("Their address for the invoices to %s") % payer.name, _("Stays: tell the IQM office the new address.")
        )
