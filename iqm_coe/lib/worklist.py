"""The registry behind What needs me: each app offers its lines, the home page collects them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.permissions import Predicate


@dataclass(frozen=True)
class Line:
    """One thing that waits for this person: why, since when, until when, and who waits for it."""

    reason: str
    url: str
    action: str
    since: datetime
    due_on: date | None = None
    waiting: str = ""
    context: str = ""


Offer = Callable[[Any, date], Iterable[Line]]

_offers: list[tuple[Predicate, Offer]] = []


def offer(*, to: Predicate) -> Callable[[Offer], Offer]:
    """Let a function of (person, day in London) give its lines to whoever this predicate holds for.

    The predicate is one of an app's rules.py and is asked first, so nobody waits for questions about other roles.
    """

    def keep(function: Offer) -> Offer:
        _offers.append((to, function))
        return function

    return keep


def since_shown(due_on: date, days: int, *, opened_at: datetime) -> datetime:
    """Since when a thing stands in a list that shows it so many days before it is due: not since it came to exist."""
    shown = datetime.combine(due_on - timedelta(days=days), time.min, tzinfo=LONDON)
    return max(shown, opened_at)


def lines_for(user: object, on: date) -> list[Line]:
    """Everything that waits for this person, the nearest due date first, undated last, older before newer."""
    lines = [line for is_for, give in _offers if is_for(user, None) for line in give(user, on)]
    return sorted(lines, key=lambda line: (line.due_on is None, line.due_on or date.max, line.since))
