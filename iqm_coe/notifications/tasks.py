"""What the outbox starts in a worker."""

import threading

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from iqm_coe.notifications.flows import delivery

log = structlog.get_logger(__name__)

_asked = threading.Event()
_asking = threading.Lock()


@shared_task(name="iqm_coe.notifications.tasks.deliver")
def deliver() -> int:
    """Deliver what is due, for a few seconds; safe to run any number of times at once. What is left is asked for anew,
    so that a worker can stop between two passes.
    """
    passed = delivery.one_pass(timezone.now)
    if passed.is_cut_short:
        kick()
    return passed.tried


def kick() -> None:
    """Ask a worker to deliver soon, without making anybody wait: a broker that is away takes seconds to say so.

    A kick that is lost costs nothing but time, since the sweep delivers whatever is due.
    """
    _asked.set()
    if _asking.acquire(blocking=False):
        threading.Thread(target=_ask, name="kick", daemon=True).start()


def _ask() -> None:
    """Send the request, once more if somebody asked meanwhile."""
    try:
        while _asked.is_set():
            _asked.clear()
            deliver.delay()
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", error=repr(error))
    finally:
        _asking.release()
