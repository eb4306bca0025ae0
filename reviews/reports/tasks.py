"""What reports start in a worker: the making of sealed documents and packs."""

import threading

import structlog
from celery import shared_task
from kombu.exceptions import OperationalError

from reviews.reports.flows import pack, seal

log = structlog.get_logger(__name__)


@shared_task(name="reviews.reports.tasks.build_documents")
def build_documents() -> int:
    """Make every document that waits, one after the other; safe to run any number of times at once."""
    return seal.build_everything_waiting() + pack.build_everything_waiting()


def kick_builder() -> None:
    """Ask a worker to begin, without making anybody wait for a broker that is away: the sweep begins it otherwise."""
    threading.Thread(target=_ask, name="kick-builder", daemon=True).start()


def _ask() -> None:
    try:
        build_documents.delay()
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", error=repr(error))
