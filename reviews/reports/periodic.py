"""What the clock starts in reviews."""

from celery import shared_task
from django.utils import timezone

from reviews.reports.flows import pack, report


@shared_task(name="reviews.reports.periodic.sweep_packs")
def sweep_packs() -> int:
    """Build packs that no kick announced, or whose builder died."""
    return pack.build_everything_waiting()


@shared_task(name="reviews.reports.periodic.accept_silence")
def accept_silence() -> int:
    """Reports that a school has not answered by the end of its day count as accepted."""
    return report.accept_silence(timezone.now())
