"""Schools that awaited their award become members the day it is current, without a new application (R10)."""

from datetime import datetime

from django.db import transaction

from centres import emails, signals
from centres.enums import MembershipState
from centres.flows import eligibility
from centres.models import Membership
from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.transitions import advance


@transaction.atomic
def admit_if_eligible(membership: Membership, *, by: User | None, at: datetime) -> bool:
    """Make an awaiting school a member if its award is current in London today; says whether it did."""
    on = london_date(at)
    found = eligibility.computed(membership.centre, on, lock=True)
    if not any(one.is_eligible and one.membership.pk == membership.pk for one in found):
        return False
    admitted = advance(membership, "admit", by=by, at=at, live_from=on)
    signals.membership_began.send(sender=Membership, membership=admitted, by=by, at=at)
    emails.school_admitted(admitted, at=at)
    return True


def admit_awaiting(*, at: datetime) -> int:
    """The clock's round over all awaiting schools; returns how many became members."""
    admitted = 0
    for membership in Membership.objects.filter(state=MembershipState.AWAITING).select_related("centre"):
        try:
            admitted += admit_if_eligible(membership, by=None, at=at)
        except Refused:  # the school left between the query and the lock
            continue
    return admitted
