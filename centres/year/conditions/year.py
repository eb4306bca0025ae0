"""The days of a Centre year (R13)."""

from datetime import date

from iqm_coe.lib.dates import last_day_of_years


def year_dates(opens_on: date) -> tuple[date, date]:
    """The first and the last day of a year that opens on this day."""
    return opens_on, last_day_of_years(opens_on, 1)
