"""What the clock starts in schools."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from iqm_coe.accounts.flows import invitation
from iqm_coe.lib.schedule import every
from schools.flows import cover, joining, register
from schools.models.invitation import RoleInvitation


@shared_task(name="schools.periodic.lapse_invitations")
def lapse_invitations() -> int:
    """Lapse invitations to roles whose end has come."""
    return invitation.lapse_overdue(RoleInvitation, at=timezone.now())


@shared_task(name="schools.periodic.lapse_joinings")
def lapse_joinings() -> int:
    """Lapse requests to join a school that nobody answered in time."""
    return joining.lapse_overdue(at=timezone.now())


@shared_task(name="schools.periodic.end_roles")
def end_roles() -> int:
    """Mark roles whose last day has passed, with all that their end announces."""
    return cover.end_what_is_past(at=timezone.now())


@shared_task(name="schools.periodic.sweep_registers")
def sweep_registers() -> int:
    """Read files that no call announced, or whose reader died."""
    return register.read_everything_waiting()


every(timedelta(seconds=30), "read the registers that wait", sweep_registers)
every(timedelta(minutes=15), "end roles whose last day has passed", end_roles)
every(timedelta(minutes=15), "lapse school role invitations", lapse_invitations)
every(timedelta(minutes=15), "lapse requests to join a school", lapse_joinings)
