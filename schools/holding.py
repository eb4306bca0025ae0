"""Whether a role at a school is held at this very moment: the one question, in both its forms (R5s).

A right asks for no page's day: it is over with the first instant after the day that was given, whoever asks, also where
the clock that marks it stands still. So this is where the day is looked up, and nowhere below or above.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import DateTimeField, Func, Q
from django.utils import timezone

from iqm_coe.lib.dates import first_moment, london_date


def held_now(road: str = "") -> Q:
    """Rows of roles that are held; `road` leads to the role from another table, such as `school__roles__`."""
    is_open = Q(**{f"{road}ended_at": None})
    return is_open & (Q(**{f"{road}until": None}) | Q(**{f"{road}until__gte": london_date(timezone.now())}))


def is_held(ended_at: datetime | None, until: date | None) -> bool:
    """The same of one row."""
    return ended_at is None and (until is None or until >= london_date(timezone.now()))


def over_at(until: date) -> datetime:
    """The first instant after the last day."""
    return first_moment(until + timedelta(days=1))


class OverAt(Func):
    """The same in a query, of a column with the last day."""

    template = "((%(expressions)s + 1)::timestamp AT TIME ZONE 'Europe/London')"
    output_field = DateTimeField()


class Held(NamedTuple):
    """A role at a school; one that is over keeps its row."""

    school: int
    kind: str
    ended_at: datetime | None
    until: date | None
    is_frozen: bool

    @property
    def is_live(self) -> bool:
        """Neither ended nor past its last day."""
        return is_held(self.ended_at, self.until)


COLUMNS = ("school_id", "kind", "ended_at", "until", "is_frozen")
