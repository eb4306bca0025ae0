"""The oldest thing of each kind that waits for a worker."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from iqm_coe.lib.waiting import declared_queues


@dataclass(frozen=True)
class Waiting:
    """So many of a kind wait, the oldest since then."""

    name: str
    words: str | Promise
    number: int
    since: datetime | None


def what_waits(at: datetime) -> list[Waiting]:
    """One question to the database a kind."""
    return [Waiting(queue.name, queue.words, *queue.ask(at)) for queue in declared_queues()]
