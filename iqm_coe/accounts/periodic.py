"""What the clock starts in accounts."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from iqm_coe.accounts.flows import factor_reset, invitation
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.lib.schedule import every


@shared_task(name="iqm_coe.accounts.periodic.lapse_invitations")
def lapse_invitations() -> int:
    """Lapse invitations to IQM whose end has come."""
    return invitation.lapse_overdue(IqmInvitation, at=timezone.now())


@shared_task(name="iqm_coe.accounts.periodic.lapse_factor_resets")
def lapse_factor_resets() -> int:
    """Lapse requests to set back a second factor that nobody answered."""
    return factor_reset.lapse_overdue(at=timezone.now())


every(timedelta(minutes=15), "lapse invitations to IQM", lapse_invitations)
every(timedelta(minutes=15), "lapse requests to set back a factor", lapse_factor_resets)
