"""Celery's clock with its due times in the database: a clock set back, a new machine, a second beat cost nothing."""

import time
from datetime import timedelta

import structlog
from celery.beat import Scheduler
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from iqm_coe.lib.schedule import Entry, declared_entries
from iqm_coe.operations.enums import Part
from iqm_coe.operations.flows import heartbeat, schedule
from iqm_coe.operations.watch import start_watching

log = structlog.get_logger(__name__)

PAUSE = 1.0  # seconds between two looks at what is due


class DueTimes(Scheduler):
    """What Celery's beat asks for the next task. It keeps nothing in itself that a restart would lose."""

    _heard = float("-inf")

    def setup_schedule(self) -> None:
        """The rows are written with the first look, so that a database that is away at the start is waited for."""

    def tick(self, *args: object, **kwargs: object) -> float:
        """Send what is due; seconds until the next look. A database or a broker that is away is waited for."""
        start_watching()
        try:
            self._look()
        except Error as error:
            log.warning("clock_without_database", error=repr(error))
            connection.close()
        except (OperationalError, OSError) as error:
            log.warning("clock_without_broker", error=repr(error))
        return PAUSE

    def _look(self) -> None:
        now = timezone.now()
        if time.monotonic() - self._heard >= settings.HEARTBEAT_SECONDS:
            heartbeat.hear(Part.BEAT, at=now)
            schedule.expect(declared_entries(), at=now)
            self._heard = time.monotonic()
        schedule.send_due(declared_entries(), self._send, at=now)

    def _send(self, entry: Entry) -> None:
        log.info("due", name=entry.name)
        where = {"queue": entry.queue} if entry.queue else {}
        self.app.send_task(entry.task, args=entry.args, expires=entry.expires, retry=False, **where)

    @property
    def info(self) -> str:
        return f"    . due times -> the database, looked at every {timedelta(seconds=PAUSE)}"
