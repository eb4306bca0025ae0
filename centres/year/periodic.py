from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from centres.year.flows import year
from iqm_coe.lib.schedule import every


@shared_task(name="centres.year.periodic.open_years")
def open_years() -> int:
    """Open the years whose first day has come."""
    return year.open_due(at=timezone.now())


every(timedelta(minutes=15), "open the Centre years that begin", open_years)
