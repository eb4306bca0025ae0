"""The Centre year: twelve months from the approval, then from the end of the year before (R13)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from centres.membership.enums import CentreState
from centres.membership.models.centre import Centre
from centres.year import signals
from centres.year.conditions.year import year_dates
from centres.year.emails import year as emails
from centres.year.flows import plan
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.rounds import each
from iqm_coe.lib.transitions import record_event


def open_first(centre: Centre, *, opens_on: date, by: User, at: datetime) -> CentreYear:
    """Open year 1 with what hangs on it: plans, charges, reviews (R11)."""
    return _open(centre, 1, opens_on, by=by, at=at)


def open_due(*, at: datetime) -> int:
    """The clock's round: open the next year of each active Centre whose year is over. Returns how many were opened."""
    today = london_date(at)
    over = Centre.objects.filter(state=CentreState.ACTIVE).exclude(years__closes_on__gte=today).order_by("pk")
    return each("open years", over, lambda centre: _open_next(centre.pk, today, at), at=at)


@transaction.atomic
def _open_next(pk: int, today: date, at: datetime) -> int:
    """Open every year of one Centre up to the one that holds today; a clock that stood still catches up.

    Two rounds at once open nothing twice: the second finds the year under the Centre's lock.
    """
    centre: Centre = Centre.objects.select_for_update(of=("self",)).get(pk=pk)
    opened = 0
    while centre.state == CentreState.ACTIVE:
        last: CentreYear | None = centre.years.order_by("number").last()
        if last is None or last.closes_on >= today:
            break
        year = _open(centre, last.number + 1, last.closes_on + timedelta(days=1), by=None, at=at)
        emails.year_opened(year, at=at)
        opened += 1
    return opened


def _open(centre: Centre, number: int, opens_on: date, *, by: User | None, at: datetime) -> CentreYear:
    """Open one year and announce it; charges and reviews hang on the announcement."""
    _opens_on, closes_on = year_dates(opens_on)
    year: CentreYear = CentreYear.objects.create(centre=centre, number=number, opens_on=opens_on, closes_on=closes_on)
    facts = {"centre": centre.pk, "opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()}
    record_event(year, "open", by=by, at=at, facts=facts)
    plan.expect(year)
    signals.year_opened.send(sender=CentreYear, year=year, by=by, at=at)
    return year
