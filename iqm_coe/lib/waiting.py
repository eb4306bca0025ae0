"""The registry of what waits for a worker: each room says since when its oldest one does (R39d)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

_declared: dict[str, "Queue"] = {}


@dataclass(frozen=True)
class Queue:
    """One kind of thing: its name for monitors, its words for people, how many wait, the oldest one's instant."""

    name: str
    words: str | Promise
    ask: Callable[[datetime], tuple[int, datetime | None]]


def waiting(name: str, words: str | Promise) -> Callable[[Callable[[datetime], tuple[int, datetime | None]]], object]:
    """Declare in a room's panels.py a function of an instant: how many wait then, and since when the oldest does."""

    def declare(ask: Callable[[datetime], tuple[int, datetime | None]]) -> object:
        _declared[name] = Queue(name, words, ask)
        return ask

    return declare


def declared_queues() -> list[Queue]:
    """Everything that waits for workers."""
    return list(_declared.values())
