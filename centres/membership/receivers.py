from datetime import datetime

from django.dispatch import receiver

from centres.membership.enums import MembershipState
from centres.membership.flows import membership as membership_flows
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.user import User
from schools.models.award import Award
from schools.signals import awards_changed


@receiver(awards_changed, dispatch_uid="admit-awaiting-school")
def admit_awaiting_school(sender: object, award: Award, by: User, at: datetime, **kwargs: object) -> None:
    """An award that was missing lets its school in at once, in the name of whoever recorded it."""
    awaiting = Membership.objects.filter(school=award.school_id, state=MembershipState.AWAITING)
    for membership in awaiting.select_related("centre"):
        membership_flows.admit_if_eligible(membership, by=by, at=at)
