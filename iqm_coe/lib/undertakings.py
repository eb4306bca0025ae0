"""What a Centre asks of a school in a year: each room says its own part from the settings, so that whoever agrees reads
the figures of that day, and that they are those of that day (R8g).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from iqm_coe.lib.registry import Registry


@dataclass(frozen=True)
class Undertaking:
    """One thing that is asked: what it is in a word or two, and in sentences."""

    label: str
    words: str


Asked = Callable[[Any, date], Undertaking]  # of (school, day in London)
_declared = Registry[Asked]()
_ALL = "school"
# Gives (school, day in London) what is asked of that school: `@undertaking(order=20)`.


def undertaking(*, order: int) -> Callable[[Asked], Asked]:
    """A decorator that declares a room's part of what is asked."""
    return _declared.declare(_ALL, order=order)


def asked_of(school: object, on: date) -> list[Undertaking]:
    """Everything that a Centre asks of this school in a year that would open on this day, in its order."""
    return [given(school, on) for given in _declared.of(_ALL)]
