from datetime import datetime

from django.dispatch import receiver

from centres.billing.signals import payments_changed
from centres.consultancy.flows import ledger
from centres.membership.models.membership import Membership
from centres.membership.signals import membership_ended
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date


@receiver(membership_ended, dispatch_uid="settle-the-hour-without-a-leaver")
def settle_without_leaver(
    sender: object, membership: Membership, by: User | None, at: datetime, **kwargs: object
) -> None:
    """The hour no longer waits for a school that has gone (R32)."""
    for year in CentreYear.objects.filter(centre=membership.centre_id).open_on(london_date(at)):
        ledger.settle_included(year, by=by, at=at)


@receiver(payments_changed, dispatch_uid="settle-the-hour-after-a-payment")
def settle_after_payment(sender: object, year: CentreYear, by: User | None, at: datetime, **kwargs: object) -> None:
    """Every change that could complete the annual payments asks again for the hour (R32)."""
    ledger.settle_included(year, by=by, at=at)
