"""What the clock starts in schools."""

from celery import shared_task
from django.utils import timezone

from iqm_coe.accounts.flows import invitation
from schools.models.invitation import RoleInvitation


@shared_task(name="schools.periodic.lapse_invitations")
def lapse_invitations() -> int:
    """Lapse invitations to roles whose end has come."""
    return invitation.lapse_overdue(RoleInvitation, at=timezone.now())
