"""What the clock starts in reviews."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from iqm_coe.lib.schedule import every
from reviews.reports.flows import pack, report, seal


@shared_task(name="reviews.reports.periodic.sweep_documents")
def sweep_documents() -> int:
    """Make documents that no kick announced, or whose builder died."""
    seal.ask_what_lacks(timezone.now())
    return seal.build_everything_waiting() + pack.build_everything_waiting()


@shared_task(name="reviews.reports.periodic.accept_silence")
def accept_silence() -> int:
    """Reports that a school has not answered by the end of its day count as accepted."""
    return report.accept_silence(timezone.now())


every(timedelta(seconds=30), "make the documents that wait", sweep_documents)
every(timedelta(hours=1), "accept the silence of schools about facts", accept_silence)
