"""Days and instants: rules use the date in London, whatever the server or the person thinks (R13)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_date(at: datetime) -> date:
    """The day it is in London at this instant."""
    return at.astimezone(LONDON).date()


def years_later(day: date, years: int) -> date:
    """The same day in another year; from 29 February it is 28 February where there is no 29th (R1)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def last_day_of_years(first: date, years: int) -> date:
    """The last day of a period of whole years that includes its first day: years less a day (R1)."""
    return years_later(first, years) - timedelta(days=1)
