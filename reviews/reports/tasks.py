"""What reviews starts in a worker: the building of packs."""

import threading

import structlog
from celery import shared_task
from kombu.exceptions import OperationalError

from reviews.reports.flows import pack

log = structlog.get_logger(__name__)


@shared_task(name="reviews.reports.tasks.build_packs")
def build_packs() -> int:
    """Build every pack that waits, one after the other; safe to run any number of times at once."""
    return pack.build_everything_waiting()


def kick_builder() -> None:
    """Ask a worker to begin, without making anybody wait for a broker that is away: the sweep begins it otherwise."""
    threading.Thread(target=_ask, name="kick-builder", daemon=True).start()


def _ask() -> None:
    try:
        build_packs.delay()
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", error=repr(error))
