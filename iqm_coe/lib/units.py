"""In what a setting is counted, and what a number of it means for something of a certain day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from iqm_coe.lib.dates import end_of_month_of_year, months_later
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.working_days import OFFICE, working_days_from

Meaning = Callable[[int, date], str]


@dataclass(frozen=True)
class Unit:
    """`words` stand behind the number; `means` says of what begins on this day what so many of them give."""

    words: str | Promise
    means: Meaning | None = None

    def __str__(self) -> str:
        return str(self.words)


def _days(number: int, on: date) -> str:
    return _("counted from today: %s") % long_date(on + timedelta(days=number))


def _days_before(number: int, on: date) -> str:
    return _("of something that is due today: from %s") % long_date(on - timedelta(days=number))


def _working_days(number: int, on: date) -> str:
    return _("counted from today: %s") % long_date(working_days_from(on, number, OFFICE))


def _working_days_before(number: int, on: date) -> str:
    return _("of a visit today, where England's holidays are kept: on %s") % long_date(
        working_days_from(on, -number, OFFICE)
    )


def _school_days(number: int, on: date) -> str:
    """A school's own holidays are known for the school alone."""
    return _("counted from today, without a school's own holidays: %s") % long_date(
        working_days_from(on, number, OFFICE)
    )


def _months(number: int, on: date) -> str:
    return _("counted from today: %s") % long_date(months_later(on, number))


def _months_back(number: int, on: date) -> str:
    return _("today goes what is older than %s") % long_date(months_later(on, -number))


def _years(number: int, on: date) -> str:
    return _("counted from today: %s") % long_date(months_later(on, 12 * number))


def _month_of_year(number: int, on: date) -> str:
    """The end of a month of a Centre year, whose first day this is."""
    return _("in a Centre year that opens today: %s") % long_date(end_of_month_of_year(on, number))


DAYS = Unit(_later("days"), _days)
DAYS_BEFORE = Unit(_later("days before"), _days_before)
WORKING_DAYS = Unit(_later("working days"), _working_days)
WORKING_DAYS_BEFORE = Unit(_later("working days before"), _working_days_before)
SCHOOL_DAYS = Unit(_later("school days"), _school_days)
MONTHS = Unit(_later("months"), _months)
MONTHS_BACK = Unit(_later("months"), _months_back)
MONTH_OF_YEAR = Unit(_later("months into the year"), _month_of_year)
YEARS = Unit(_later("years"), _years)
MINUTES = Unit(_later("minutes"))
SECONDS = Unit(_later("seconds"))
