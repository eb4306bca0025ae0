"""Each part watches every other: a thread in each process of web, beat and workers, which writes to administrators by
itself. Whatever stands still, somebody else looks.
"""

import threading
import time
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from iqm_coe.operations.conditions.heartbeat import is_stuck
from iqm_coe.operations.conf import still_after
from iqm_coe.operations.emails import incident as emails
from iqm_coe.operations.enums import Part, Trouble
from iqm_coe.operations.flows import incident
from iqm_coe.operations.models.heartbeat import Heartbeat

log = structlog.get_logger(__name__)

_started = threading.Event()


class Watch:
    """What one process has seen. It counts its own seconds, from when it began to look: neither a clock that is set nor
    a start after a night without power is taken for stillness.
    """

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._seen: dict[str, tuple[datetime | None, float]] = {}

    def look(self, *, at: datetime, seconds: float) -> None:
        """One look. `seconds` are of a clock that is never set."""
        heard = {beat.part: beat for beat in Heartbeat.objects.all()}
        after = still_after.get()
        for part in Part:
            beat = heard.get(part)
            said = beat.at if beat else None
            known = self._seen.get(part)
            if known is None or known[0] != said:
                self._seen[part] = (said, seconds)
            silent = seconds - self._seen[part][1]
            if silent > after or (beat is not None and is_stuck(beat, at)):
                since = at - timedelta(seconds=silent)
                incident.begin(Trouble.STILL, part, began_at=min(said or since, since), at=at)
            elif known is not None and known[0] != said:
                incident.end(Trouble.STILL, [part], at=at)


def start_watching() -> None:
    """Begin in this process, once; a child that was forked begins anew."""
    if settings.WATCHED and not _started.is_set():
        _started.set()
        threading.Thread(target=_watch, name="watch", daemon=True).start()


def forget_the_parent() -> None:
    """After a fork: the parent's thread is not here."""
    _started.clear()


def _watch() -> None:
    watch = Watch()
    while True:
        look_and_tell(watch)
        time.sleep(settings.HEARTBEAT_SECONDS / 2)


def look_and_tell(watch: Watch) -> None:
    """A look and, where there is news, a mail. What fails now is tried with the next look."""
    try:
        watch.look(at=timezone.now(), seconds=time.monotonic())
        emails.tell(timezone.now)
    except Error as error:
        log.warning("watch_without_database", error=repr(error))
    except OSError as error:  # every error of smtplib is one
        log.warning("administrators_not_told", error=repr(error))
    finally:
        connection.close()
