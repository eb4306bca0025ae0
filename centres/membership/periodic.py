from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from centres.membership.flows import invitation, membership
from iqm_coe.lib.schedule import every


@shared_task(name="centres.membership.periodic.lapse_invitations")
def lapse_invitations() -> int:
    """Lapse invitations to Centres whose end has come."""
    return invitation.lapse_overdue(at=timezone.now())


@shared_task(name="centres.membership.periodic.admit_awaiting")
def admit_awaiting() -> int:
    """Let in the schools whose award has begun."""
    return membership.admit_awaiting(at=timezone.now())


every(timedelta(minutes=15), "lapse Centre invitations", lapse_invitations)
every(timedelta(hours=1), "admit schools whose award has begun", admit_awaiting)
