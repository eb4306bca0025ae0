"""The Centre year: twelve months from the approval, then from the end of the year before (R13)."""

from datetime import date, datetime

from centres import signals
from centres.models import Centre, CentreYear
from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import last_day_of_years
from iqm_coe.lib.transitions import remember


def first_year(opens_on: date) -> tuple[date, date]:
    """The first and the last day of a year that opens on this day."""
    return opens_on, last_day_of_years(opens_on, 1)


def open_first(centre: Centre, *, opens_on: date, by: User, at: datetime) -> CentreYear:
    """Open year 1 and announce it; charges, plans and reviews hang on the announcement."""
    _opens_on, closes_on = first_year(opens_on)
    year: CentreYear = CentreYear.objects.create(centre=centre, number=1, opens_on=opens_on, closes_on=closes_on)
    facts = {"centre": centre.pk, "opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()}
    remember(year, "open", by=by, at=at, facts=facts)
    signals.year_opened.send(sender=CentreYear, year=year, by=by, at=at)
    return year
