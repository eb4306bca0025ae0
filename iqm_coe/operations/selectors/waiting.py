"""The oldest thing of each kind that waits for a worker."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Model, QuerySet, Value
from django.utils.functional import Promise

from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.waiting import declared_queues


@dataclass(frozen=True)
class Waiting:
    """So many of a kind wait, the oldest since then."""

    name: str
    words: str | Promise
    number: int
    since: datetime | None


def what_waits(at: datetime) -> list[Waiting]:
    """One question to the database for all kinds."""
    queues = declared_queues()
    numbers, oldest = Counter[int](), dict[int, datetime]()
    for place, number, since in _counted(at):
        numbers[place] += number
        if since is not None:
            oldest[place] = min(since, oldest.get(place, since))
    return [Waiting(queue.name, queue.words, numbers[place], oldest.get(place)) for place, queue in enumerate(queues)]


@kept("at")
def _counted(at: datetime) -> QuerySet[Model, tuple[int, int, datetime | None]]:
    """Of each queue how many rows wait and since when the oldest does, in a row or in several."""
    parts = [
        waits.rows.order_by().annotate(place=Value(place)).values_list("place").annotate(Count("pk"), Min(waits.since))
        for place, queue in enumerate(declared_queues())
        for waits in queue.ask(at)
    ]
    counted: QuerySet[Model, tuple[int, int, datetime | None]] = parts[0].union(*parts[1:], all=True)
    return counted
