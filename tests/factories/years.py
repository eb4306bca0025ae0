"""Centre years by the hundred with everything that the year board reads of them, a few statements a table."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from django.db import transaction

from centres.billing.models.charge import Charge
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from centres.year.enums import PlanKind
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from reviews.reports.models.report import Report
from reviews.update.models.framework import Framework
from reviews.update.models.review import Review
from reviews.visits.models.visit import Visit, VisitedReview
from schools.models.school import School
from tests.clock import NOW, TODAY
from tests.factories.money import many_lines

MONTHS_AGO = timedelta(days=150)
OPENED = TODAY - MONTHS_AGO
_number = count(1)


@transaction.atomic
def many_years(
    size: int, *, by: User, adviser: User, assessor: User, schools: int = 3, on: date = TODAY
) -> list[CentreYear]:
    """So many active Centres of so many schools each, five months into their year on this day: invoiced and not paid,
    plans not lodged, updates being written, each school's visit on a day of its own, every second report begun.
    """
    numbers, opened = [next(_number) for _each in range(size)], on - MONTHS_AGO
    every = _schools(numbers, schools)
    centres = Centre.objects.bulk_create(
        Centre(
            name=f"Plateau {number:04d}",
            lead_school=every[place * schools],
            state="active",
            approved_on=opened,
            started_at=NOW,
            started_by=by,
        )
        for place, number in enumerate(numbers)
    )
    years = CentreYear.objects.bulk_create(
        CentreYear(centre=centre, number=1, opens_on=opened, closes_on=opened + timedelta(days=364))
        for centre in centres
    )
    told = [(years[place // schools], school) for place, school in enumerate(every)]
    CentreAccess.objects.bulk_create(
        CentreAccess(user=adviser, centre=centre, kind="adviser", from_at=NOW, source="appointed", given_by=by)
        for centre in centres
    )
    due = {"due_on": opened + timedelta(days=90)}
    Plan.objects.bulk_create(Plan(year=year, kind=kind, **due) for year in years for kind in PlanKind.values)
    _charges(told, by)
    _visits(told, by, assessor, on)
    return years


def _schools(numbers: list[int], schools: int) -> list[School]:
    return School.objects.bulk_create(
        School(name=f"Plateau School {number:04d}-{one}", town="Ashford", pupils=300)
        for number in numbers
        for one in range(schools)
    )


def _charges(told: list[tuple[CentreYear, School]], by: User) -> None:
    places = Membership.objects.bulk_create(
        Membership(centre=year.centre, school=school, joined_at=NOW, state="live", live_from=year.opens_on)
        for year, school in told
    )
    charges = Charge.objects.bulk_create(
        Charge(year=year, membership=place, state="open", net="600.00", reference=f"PLATEAU-{place.pk}", raised_at=NOW)
        for (year, _school), place in zip(told, places, strict=True)
    )
    many_lines(charges, by)


def _visits(told: list[tuple[CentreYear, School]], by: User, assessor: User, on: date) -> None:
    framework, days = Framework.objects.get(key="ten"), _days(assessor, on)
    reviews = Review.objects.bulk_create(
        Review(year=year, school=school, framework=framework, update_due_on=on + timedelta(days=90))
        for year, school in told
    )
    asked = {"appointed_at": NOW, "appointed_by": by, "answered_at": NOW, "interests": "none", "agreed_at": NOW}
    visits = Visit.objects.bulk_create(
        Visit(year=year, host=school, assessor=assessor, state="agreed", agreed_on=next(days), **asked)
        for year, school in told
    )
    VisitedReview.objects.bulk_create(
        VisitedReview(visit=visit, review=review) for visit, review in zip(visits, reviews, strict=True)
    )
    due = on - timedelta(days=3)
    Report.objects.bulk_create(
        Report(review=review, author=assessor, begun_at=NOW, due_on=due) for review in reviews[::2]
    )


def _days(assessor: User, on: date) -> Iterator[date]:
    """Of which no two fall together."""
    taken = assessor.visits.count()
    return (on + timedelta(days=number) for number in count(30 + taken))
