"""The registry of what waits for a worker: each room says since when its oldest one does (R39d)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

_declared: dict[str, "Queue"] = {}


class Waits(NamedTuple):
    """Rows that wait, each from the instant in this column on."""

    rows: QuerySet[Model]
    since: str


Ask = Callable[[datetime], tuple[Waits, ...]]


@dataclass(frozen=True)
class Queue:
    """One kind of thing: its name for monitors, its words for people, the rows that wait at an instant."""

    name: str
    words: str | Promise
    ask: Ask


def waiting(name: str, words: str | Promise) -> Callable[[Ask], Ask]:
    """Declare in a room's panels.py a function of an instant: what waits then."""

    def declare(ask: Ask) -> Ask:
        _declared[name] = Queue(name, words, ask)
        return ask

    return declare


def declared_queues() -> list[Queue]:
    """Everything that waits for workers."""
    return list(_declared.values())
