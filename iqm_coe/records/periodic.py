"""What the clock starts in records."""

from datetime import time, timedelta

from celery import shared_task
from django.utils import timezone

from iqm_coe.lib.schedule import every, nightly
from iqm_coe.records.flows import erasure, export


@shared_task(name="iqm_coe.records.periodic.sweep_exports")
def sweep_exports() -> int:
    """Make exports that no kick announced, or whose builder died."""
    return export.build_everything_waiting()


@shared_task(name="iqm_coe.records.periodic.clear_exports")
def clear_exports() -> int:
    """Exports whose time is over go."""
    return export.clear_ended(at=timezone.now())


@shared_task(name="iqm_coe.records.periodic.forget_mails")
def forget_mails() -> int:
    """The mail that told somebody of their erasure loses the last address."""
    return erasure.forget_mails(at=timezone.now())


every(timedelta(seconds=30), "make the exports that wait", sweep_exports)
every(timedelta(minutes=15), "forget whom the mail of an erasure went to", forget_mails)
nightly(time(3, 50), "clear exports of people", clear_exports)
