"""What the clock starts about files."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from iqm_coe.files.flows import scan
from iqm_coe.lib.schedule import every


@shared_task(name="iqm_coe.files.periodic.look_at_waiting")
def look_at_waiting() -> int:
    """Ask the scanner about what was handed in while it was away."""
    return scan.look_at_waiting(at=timezone.now())


every(timedelta(minutes=5), "look at files that wait for the virus scan", look_at_waiting)
