"""Days and instants: rules use the date in London, whatever the server or the person thinks (R13)."""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

# What a pass over many rows is given instead of one instant: each row has its own, as long as the pass may take.
Clock = Callable[[], datetime]


def london_date(at: datetime) -> date:
    """The day it is in London at this instant."""
    return at.astimezone(LONDON).date()


def first_moment(day: date) -> datetime:
    """When a day begins in London."""
    return datetime.combine(day, time.min, LONDON)


def last_moment(day: date) -> datetime:
    """The last instant that is still this day in London: what is open until a day holds until then."""
    return first_moment(day + timedelta(days=1)).astimezone(UTC) - timedelta(microseconds=1)


def is_over(end: datetime, at: datetime) -> bool:
    """Whether the London day of an end has passed. A day that was printed holds to its last instant."""
    return london_date(at) > london_date(end)


def ends_at(began: datetime, at: datetime) -> datetime:
    """When what began then ends, if that is now: where the clock was set back meanwhile, when it began (R39g)."""
    return max(began, at)


def years_later(day: date, years: int) -> date:
    """The same day in another year; from 29 February it is 28 February where there is no 29th (R1)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def last_day_of_years(first: date, years: int) -> date:
    """The last day of a period of whole years that includes its first day: years less a day (R1)."""
    return years_later(first, years) - timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """The same day so many months on; where that month is shorter, its last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_month_of_year(opens_on: date, month: int) -> date:
    """The last day of the so-manieth month of a year that opens on this day (R14, R15)."""
    return months_later(opens_on, month) - timedelta(days=1)
