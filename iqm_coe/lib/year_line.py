"""The registry behind the year line: each app tells its own steps of a Centre year, in the order of the year."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

State = Literal["done", "now", "due", "late", "coming"]


@dataclass(frozen=True)
class YearStep:
    """One mark on the line: where it stands, and the day it was done or is due. `order` gives its place."""

    order: int
    label: str
    state: State
    on: date | None = None
    url: str = ""
    note: str = ""


Teller = Callable[[Any, Any, date], Iterable[YearStep]]

_tellers: list[Teller] = []


def year_step(function: Teller) -> Teller:
    """Let a function of (person, Centre year, day in London) tell steps; a decorator in an app's panels.py."""
    _tellers.append(function)
    return function


def steps_of(user: object, year: object, on: date) -> list[YearStep]:
    """The whole line as this person may see it."""
    return sorted((step for tell in _tellers for step in tell(user, year, on)), key=lambda step: step.order)


def standing(*, is_done: bool, due_on: date | None, on: date, near: int = 14) -> State:
    """Where a dated thing stands: late from the day after it was due, due with at most `near` days left."""
    if is_done:
        return "done"
    if due_on is None:
        return "coming"
    left = (due_on - on).days
    return "late" if left < 0 else "due" if left <= near else "coming"
