"""What the clock starts in records."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from iqm_coe.lib.schedule import every, nightly
from iqm_coe.records.conditions.clearing import NAME, NIGHT
from iqm_coe.records.flows import clearing, erasure, export


@shared_task(name="iqm_coe.records.periodic.sweep_exports")
def sweep_exports() -> int:
    """Make exports that no kick announced, or whose builder died."""
    return export.build_everything_waiting()


@shared_task(name="iqm_coe.records.periodic.clear")
def clear() -> int:
    """Whatever is past its time goes, kind by kind. Returns how many rows."""
    return sum(clearing.clear(at=timezone.now()).cleared.values())


@shared_task(name="iqm_coe.records.periodic.forget_mails")
def forget_mails() -> int:
    """The mail that told somebody of their erasure loses the last address."""
    return erasure.forget_mails(at=timezone.now())


every(timedelta(seconds=30), "make the exports that wait", sweep_exports)
every(timedelta(minutes=15), "forget whom the mail of an erasure went to", forget_mails)
nightly(NIGHT, NAME, clear)
