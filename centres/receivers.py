"""What centres does when a school's awards change."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from centres.enums import MembershipState
from centres.flows import admission
from centres.models import Membership
from iqm_coe.accounts.models import User
from schools.models import Award
from schools.signals import awards_changed


@receiver(awards_changed, dispatch_uid="admit-awaiting-school")
def admit_awaiting_school(sender: Any, award: Award, by: User, at: datetime, **kwargs: Any) -> None:
    """An award that was missing lets its school in at once, in the name of whoever recorded it."""
    awaiting = Membership.objects.filter(school=award.school_id, state=MembershipState.AWAITING)
    for membership in awaiting.select_related("centre"):
        admission.admit_if_eligible(membership, by=by, at=at)
