"""What a Prometheus reads: how requests go, what waits, who was heard. No person, no school, no address is in it, and
every label has a closed list of values.

Each process of the web counts for itself and adds its counts to the shared cache now and then, so that one answer holds
the sum of all of them and a restart loses seconds.
"""

import math
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import Count
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.models.outbox import Delivery
from iqm_coe.notifications.querysets import STATUS_FILTERS
from iqm_coe.operations.models.heartbeat import Heartbeat
from iqm_coe.operations.parts import queue_lengths
from iqm_coe.operations.selectors.waiting import what_waits

log = structlog.get_logger(__name__)

KEPT_AS = "metrics:requests"
SAVED_EVERY = 5.0  # seconds
BOUNDS = (0.1, 0.3, 1.0, 3.0, 10.0, math.inf)  # seconds
METHODS = ("GET", "HEAD", "POST")


class Requests:
    """The requests that this process has answered and not yet told the others."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._saved = time.monotonic()

    def count(self, view: str, method: str, status: int, seconds: float) -> None:
        """One answer. Names of views and codes are closed lists; any other method is one."""
        method = method if method in METHODS else "OTHER"
        bound = next(bound for bound in BOUNDS if seconds <= bound)
        with self._lock:
            self._counts[f"count|{view}|{method}|{status}"] += 1
            self._counts[f"bucket|{view}|{bound}"] += 1
            self._counts[f"microseconds|{view}"] += round(seconds * 1_000_000)
        if time.monotonic() - self._saved > SAVED_EVERY:
            self.save()

    def save(self) -> None:
        """Add them to what all processes have counted; where the cache is away they are kept for the next time."""
        with self._lock:
            counts, self._counts, self._saved = self._counts, Counter(), time.monotonic()
        try:
            with _store() as store, store.pipeline(transaction=True) as line:
                for name, number in counts.items():
                    line.hincrby(KEPT_AS, name, number)
                line.execute()
        except RedisError as error:
            log.warning("requests_not_counted", error=repr(error))
            with self._lock:
                self._counts += counts


requests = Requests()


def _store() -> Redis:
    return Redis.from_url(str(settings.CACHES["default"]["LOCATION"]), socket_timeout=1, socket_connect_timeout=1)


def exposition(at: datetime) -> str:
    """The text that Prometheus reads. What cannot be asked at this moment is left out, and the rest is told."""
    requests.save()
    return "\n".join([*_requests(), *_queues(), *_waiting(at), *_deliveries(), *_heartbeats(at), *_pool()]) + "\n"


def _family(name: str, kind: str, told: str, rows: Iterable[tuple[Mapping[str, object], float]]) -> Iterator[str]:
    yield f"# HELP iqm_{name} {told}"
    yield f"# TYPE iqm_{name} {kind}"
    for labels, value in rows:
        yield _line(f"iqm_{name}", labels, value)


def _line(name: str, labels: Mapping[str, object], value: float) -> str:
    said = ",".join(f'{key}="{one}"' for key, one in labels.items())
    return f"{name}{{{said}}} {value}" if said else f"{name} {value}"


def _requests() -> Iterator[str]:
    try:
        with _store() as store:
            kept = store.hgetall(KEPT_AS)
    except RedisError as error:
        log.warning("requests_not_read", error=repr(error))
        return
    rows = sorted((key.decode().split("|"), int(number)) for key, number in kept.items())
    counted = [
        ({"view": parts[1], "method": parts[2], "status": parts[3]}, number)
        for parts, number in rows
        if parts[0] == "count"
    ]
    yield from _family("requests_total", "counter", "Requests answered.", counted)
    yield from _durations(rows)


def _durations(rows: Iterable[tuple[list[str], int]]) -> Iterator[str]:
    """A histogram for each view: its buckets each hold those before it."""
    buckets: dict[str, Counter[str]] = {}
    seconds: dict[str, float] = {}
    for (what, view, *more), number in rows:
        if what == "bucket":
            buckets.setdefault(view, Counter())[more[0]] += number
        elif what == "microseconds":
            seconds[view] = number / 1_000_000
    name = "iqm_request_seconds"
    yield f"# HELP {name} Seconds until a request was answered."
    yield f"# TYPE {name} histogram"
    for view, counts in buckets.items():
        total = 0
        for bound in BOUNDS:
            total += counts[str(bound)]
            yield _line(f"{name}_bucket", {"view": view, "le": "+Inf" if math.isinf(bound) else bound}, total)
        yield _line(f"{name}_sum", {"view": view}, seconds.get(view, 0))
        yield _line(f"{name}_count", {"view": view}, total)


def _queues() -> Iterator[str]:
    try:
        lengths = queue_lengths()
    except (OperationalError, OSError) as error:
        log.warning("queues_not_read", error=repr(error))
        return
    yield from _family(
        "queue_tasks", "gauge", "Tasks that wait in the broker.", [({"queue": q}, n) for q, n in lengths.items()]
    )


def _waiting(at: datetime) -> Iterator[str]:
    found = what_waits(at)
    numbers = [({"kind": one.name}, one.number) for one in found]
    ages = [({"kind": one.name}, round((at - one.since).total_seconds(), 1) if one.since else 0) for one in found]
    yield from _family("waiting", "gauge", "Things that wait for a worker.", numbers)
    yield from _family("oldest_waiting_seconds", "gauge", "Age of the oldest of them; 0 where none waits.", ages)


def _deliveries() -> Iterator[str]:
    counts = {status: Count("pk", filter=condition) for status, condition in STATUS_FILTERS.items()}
    found = Delivery.objects.aggregate(**{status.value: count for status, count in counts.items()})
    rows = [({"state": status.value}, found[status.value]) for status in DeliveryStatus]
    yield from _family("deliveries", "gauge", "Mails by the state of their delivery.", rows)


def _heartbeats(at: datetime) -> Iterator[str]:
    ages = [
        ({"part": part}, round((at - heard).total_seconds(), 1))
        for part, heard in Heartbeat.objects.values_list("part", "at")
    ]
    yield from _family("heartbeat_age_seconds", "gauge", "Seconds since each part was heard.", sorted(ages, key=str))


def _pool() -> Iterator[str]:
    """Connections to the database: of everybody as the server counts them, and of this process as its pool does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        (number,) = cursor.fetchone()
    yield from _family("database_connections", "gauge", "Connections to the database.", [({}, number)])
    pool = getattr(connection, "pool", None)
    if pool is not None:
        stats = pool.get_stats()
        names = {"size": "pool_size", "free": "pool_available", "waiting": "requests_waiting"}
        rows = [({"what": what}, stats.get(name, 0)) for what, name in names.items()]
        yield from _family("database_pool", "gauge", "The pool of the process that answered this.", rows)
