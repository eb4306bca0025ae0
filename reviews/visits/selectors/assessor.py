from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from centres.membership.conditions.interest import without_interest_of
from centres.year.models.year import CentreYear
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_staff
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.names import in_order
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.tiles import Number, tiles_for
from reviews.update.models.review import Review
from reviews.visits.enums import VisitState
from reviews.visits.models.assessor import Accreditation
from reviews.visits.models.visit import Visit
from reviews.visits.querysets.visit import uncovered


@dataclass(frozen=True)
class MyVisits:
    """An assessor's own work: what is next, what is asked, and the year's load."""

    today: date
    upcoming: list[Visit]
    undated: list[Visit]
    panels: list[Panel]
    tiles: list[Number]
    accreditation: Accreditation | None


def my_visits(user: User, at: datetime) -> MyVisits:
    """The nearest day first, then what has no day yet."""
    today = london_date(at)
    own = Visit.objects.visible_to(user).at_work().filter(assessor=user, left_at=None).for_list()
    work = list(own.order_by("agreed_on", "pk"))
    dated = [visit for visit in work if visit.state == VisitState.AGREED]
    return MyVisits(
        today=today,
        upcoming=dated,
        undated=[visit for visit in work if visit.agreed_on is None],
        panels=panels_for("my visits", user, None, today),
        tiles=tiles_for("my visits", user, today),
        accreditation=user.accreditations.current(today).first(),
    )


@dataclass(frozen=True)
class YearWithout:
    """A Centre year in which schools have no visit yet."""

    year: CentreYear
    schools: list[Review]
    may_appoint: bool


def to_appoint(user: User, on: date) -> list[YearWithout]:
    """Centre years that run today with schools that no visit covers, the one that ends first on top."""
    rows: dict[int, YearWithout] = {}
    free: set[int] = set()
    if is_staff(user, None):
        years = CentreYear.objects.open_on(on).filter(without_interest_of(user, "centre"))
        free = set(years.values_list("pk", flat=True))
    reviews = uncovered(Review.objects.filter(year__opens_on__lte=on, year__closes_on__gte=on))
    for review in reviews.select_related("year__centre", "school").order_by(
        "year__closes_on", "year", in_order("school__name")
    ):
        row = rows.setdefault(review.year_id, YearWithout(review.year, [], may_appoint=review.year_id in free))
        row.schools.append(review)
    return list(rows.values())


def assessors(on: date) -> QuerySet[User]:
    """Everybody with the role, with the days of their accreditation and this year's load."""
    current = Accreditation.objects.current(on).filter(person=OuterRef("pk"))
    running = Q(visits__year__opens_on__lte=on, visits__year__closes_on__gte=on)
    live = ~Q(visits__state__in=[VisitState.DECLINED, VisitState.CANCELLED])
    rows: QuerySet[User] = User.objects.holding(IqmRoleKind.ASSESSOR)
    counted = rows.annotate(
        is_accredited=Exists(current),
        until=current.values("valid_until")[:1],
        load=Count("visits", filter=running & live, distinct=True),
    )
    return counted.order_by(in_order(), "pk")
