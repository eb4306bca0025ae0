"""What the clock starts in centres."""

from celery import shared_task
from django.utils import timezone

from centres.flows import admission, founding, year


@shared_task(name="centres.periodic.lapse_invitations")
def lapse_invitations() -> int:
    """Lapse invitations to Centres whose end has come."""
    return founding.lapse_overdue(at=timezone.now())


@shared_task(name="centres.periodic.admit_awaiting")
def admit_awaiting() -> int:
    """Let in the schools whose award has begun."""
    return admission.admit_awaiting(at=timezone.now())


@shared_task(name="centres.periodic.open_years")
def open_years() -> int:
    """Open the years whose first day has come."""
    return year.open_due(at=timezone.now())
