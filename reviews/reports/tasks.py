"""What reports start in a worker: the making of sealed documents and packs."""

from celery import shared_task

from iqm_coe.lib.waking import wake
from reviews.reports.flows import pack, seal


@shared_task(name="reviews.reports.tasks.build_documents")
def build_documents() -> int:
    """Make every document that waits, one after the other; safe to run any number of times at once."""
    return seal.build_everything_waiting() + pack.build_everything_waiting()


def kick_builder() -> None:
    """Ask a worker to begin."""
    wake(build_documents)
