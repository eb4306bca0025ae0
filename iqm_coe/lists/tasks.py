"""What lists start in a worker: the rest of a batch."""

from celery import shared_task
from django.utils import timezone

from iqm_coe.lib.waking import wake
from iqm_coe.lists.flows import batch


@shared_task(name="iqm_coe.lists.tasks.carry_on")
def carry_on() -> int:
    """Whatever is under way goes on; safe to run any number of times at once."""
    return batch.carry_on_all(timezone.now())


def kick() -> None:
    """Ask a worker to begin."""
    wake(carry_on)
