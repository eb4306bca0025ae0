"""Asking a worker to begin at once. What no call announces, a sweep begins a little later."""

import threading

import structlog
from celery import Task
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def wake(task: "Task[[], int]") -> None:
    """Without making anybody wait for a broker that is away, which takes seconds to say so."""
    threading.Thread(target=_ask, args=[task], name=f"wake {task.name}", daemon=True).start()


def _ask(task: "Task[[], int]") -> None:
    try:
        task.delay()
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", error=repr(error))
