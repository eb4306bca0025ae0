"""The pulse of a worker's process: in the midst of a long task it says that it goes on, so that a worker at work is
told from one that stands still. It comes from the very process that works; one that was stopped or killed says nothing.
"""

import threading
import time
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from iqm_coe.operations.enums import QUEUES
from iqm_coe.operations.flows import heartbeat

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Work:
    """The task in hand: from which queue it came, and since when."""

    queue: str
    since: datetime


_in_hand: list[_Work] = []


def start() -> None:
    """Begin in this process of a worker."""
    threading.Thread(target=_live, name="pulse", daemon=True).start()


def take_up(queue: str) -> None:
    """A task of this queue begins."""
    if queue in QUEUES:
        _in_hand.append(_Work(queue, timezone.now()))


def lay_down() -> None:
    """It is over."""
    _in_hand.clear()


def _live() -> None:
    while True:
        time.sleep(settings.HEARTBEAT_SECONDS)
        say()


def say() -> None:
    """One beat, where a task is in hand for longer than a heartbeat."""
    work = next(iter(_in_hand), None)
    now = timezone.now()
    if work is None or (now - work.since).total_seconds() < settings.HEARTBEAT_SECONDS:
        return
    try:
        heartbeat.hear(work.queue, at=now, busy_since=work.since)
    except Error as error:
        log.warning("pulse_without_database", error=repr(error))
    finally:
        connection.close()
