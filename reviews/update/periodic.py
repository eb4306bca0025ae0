"""What the clock starts in updates."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from iqm_coe.lib.schedule import every
from reviews.update.flows import review


@shared_task(name="reviews.update.periodic.take_back_from_leavers")
def take_back_from_leavers() -> int:
    """Elements that are given to people who were taken out of the school by no step of the product."""
    return review.take_back_from_leavers(at=timezone.now())


every(timedelta(hours=1), "take elements back from people who have left", take_back_from_leavers)
