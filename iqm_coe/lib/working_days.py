"""Working days of a country: its own weekend, its own public holidays; where we know neither, Monday to Friday."""

from datetime import date
from functools import lru_cache

import holidays
from django.utils.translation import gettext as _

# Country as schools write it, to the calendar's code and part of the country.
CALENDARS = {
    "england": ("GB", "ENG"),
    "scotland": ("GB", "SCT"),
    "wales": ("GB", "WLS"),
    "northern ireland": ("GB", "NIR"),
    "ireland": ("IE", None),
    "republic of ireland": ("IE", None),
    "isle of man": ("IM", None),
    "jersey": ("JE", None),
    "guernsey": ("GG", None),
    "gibraltar": ("GI", None),
    "united arab emirates": ("AE", None),
    "saudi arabia": ("SA", None),
    "kuwait": ("KW", None),
    "qatar": ("QA", None),
    "bahrain": ("BH", None),
    "oman": ("OM", None),
}
OFFICE = "England"


@lru_cache(maxsize=64)
def _calendar(country: str) -> holidays.HolidayBase:
    """The calendar of a country, which fills itself year by year; without holidays where the country is unknown."""
    code, part = CALENDARS.get(country.strip().lower(), ("", None))
    return holidays.country_holidays(code, subdiv=part, language="en_US") if code else holidays.HolidayBase()


def is_known(country: str) -> bool:
    """Whether this country's holidays are known; where they are not, a page says that weekdays were counted."""
    return country.strip().lower() in CALENDARS


def closed_because(day: date, country: str) -> str:
    """Why nobody works there on this day, in words; empty on a working day."""
    calendar = _calendar(country)
    if calendar.is_weekend(day):
        return _("it is the weekend")
    name = calendar.get(day)
    return _("it is a public holiday (%s)") % name if name else ""


def is_working_day(day: date, country: str) -> bool:
    """Neither weekend nor public holiday there."""
    return not closed_because(day, country)


def working_days_from(day: date, number: int, country: str) -> date:
    """The day that lies this many working days after the given one, or before it where the number is negative."""
    return _calendar(country).get_nth_working_day(day, number)
