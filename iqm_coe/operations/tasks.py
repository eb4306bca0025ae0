"""What operations starts in a worker: proofs that a queue is served."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from iqm_coe.operations.flows import heartbeat

ANSWER_KEPT = 60  # seconds


@shared_task(name="iqm_coe.operations.tasks.hear")
def hear(part: str) -> int:
    """The queue's worker has taken a task."""
    heartbeat.hear(part, at=timezone.now())
    return 1


@shared_task(name="iqm_coe.operations.tasks.answer")
def answer(question: str, part: str) -> int:
    """The other half of a round trip, which the doctor waits for."""
    cache.set(f"doctor:{question}", part, ANSWER_KEPT)
    return 1
