from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, CharField, Count, Exists, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from centres.membership.conditions.interest import without_interest_of
from centres.year.models.year import CentreYear
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_staff
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.names import in_order
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.tiles import Number, tiles_for
from reviews.update.models.review import Review
from reviews.visits.enums import AccreditationState, VisitState
from reviews.visits.models.assessor import Accreditation
from reviews.visits.models.visit import Visit, VisitedReview
from reviews.visits.querysets.visit import uncovered
from schools.models.role import SchoolRole


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
    work = _work(user)
    dated = [visit for visit in work if visit.state == VisitState.AGREED]
    return MyVisits(
        today=today,
        upcoming=dated,
        undated=[visit for visit in work if visit.agreed_on is None],
        panels=panels_for("my visits", user, None, today),
        tiles=tiles_for("my visits", user, today),
        accreditation=next(iter(_accreditations(user.pk, today)), None),
    )


def schools_of_visits(visits: Iterable[int]) -> dict[int, list[str]]:
    """By the numbers of visits the names of the schools that each covers."""
    names: dict[int, list[str]] = defaultdict(list)
    for visit, name in _names_covered(tuple(sorted(visits))):
        names[visit].append(name)
    return names


@kept("visits")
def _names_covered(visits: tuple[int, ...]) -> QuerySet[VisitedReview, tuple[int, str]]:
    rows = VisitedReview.objects.standing().filter(visit__in=visits)
    return rows.order_by(in_order("review__school__name"), "pk").values_list("visit", "review__school__name")


@kept()
def _work(user: User) -> QuerySet[Visit]:
    own = Visit.objects.visible_to(user).at_work().filter(assessor=user, left_at=None)
    return own.for_list().order_by("agreed_on", "pk")


@kept("person", "on")
def _accreditations(person: int, on: date) -> QuerySet[Accreditation]:
    """The first is the one that counts."""
    return Accreditation.objects.filter(person=person).current(on)


@dataclass(frozen=True)
class YearWithout:
    """A Centre year in which schools have no visit yet."""

    year: CentreYear
    schools: list[Review]
    may_appoint: bool


def to_appoint(user: User, on: date) -> list[YearWithout]:
    """Centre years that run today with schools that no visit covers, the one that ends first on top."""
    rows: dict[int, YearWithout] = {}
    free = set(_free_for(user, on)) if is_staff(user, None) else set()
    for review in _without_visit(on):
        row = rows.setdefault(review.year_id, YearWithout(review.year, [], may_appoint=review.year_id in free))
        row.schools.append(review)
    return list(rows.values())


@kept("on")
def _free_for(user: User, on: date) -> QuerySet[CentreYear, int]:
    """The years for which this person may appoint somebody."""
    return CentreYear.objects.open_on(on).filter(without_interest_of(user, "centre")).values_list("pk", flat=True)


@kept("on")
def _without_visit(on: date) -> QuerySet[Review]:
    reviews = uncovered(Review.objects.filter(year__opens_on__lte=on, year__closes_on__gte=on))
    return reviews.select_related("year__centre", "school").order_by(
        "year__closes_on", "year", in_order("school__name")
    )


def assessors(on: date) -> QuerySet[User]:
    """Everybody with the role: how they are accredited and until when, this year's load, and the authorities of the
    schools where they hold a role themselves.
    """
    of_theirs = Accreditation.objects.standing().filter(person=OuterRef("pk"))
    current = of_theirs.current(on)
    accreditation = Case(
        When(Exists(current), then=Value(AccreditationState.CURRENT)),
        When(Exists(of_theirs.filter(valid_from__gt=on)), then=Value(AccreditationState.AHEAD)),
        When(Exists(of_theirs), then=Value(AccreditationState.ENDED)),
        default=Value(AccreditationState.NEVER),
        output_field=CharField(),
    )
    visits = Visit.objects.filter(assessor=OuterRef("pk"), year__opens_on__lte=on, year__closes_on__gte=on).exclude(
        state__in=[VisitState.DECLINED, VisitState.CANCELLED]
    )
    counted = visits.order_by().values("assessor").annotate(number=Count("pk")).values("number")
    roles = SchoolRole.objects.live().filter(user=OuterRef("pk")).order_by().values("user")
    named = roles.annotate(names=StringAgg("school__local_authority__name", delimiter=", ", distinct=True))
    rows: QuerySet[User] = User.objects.holding(IqmRoleKind.ASSESSOR).annotate(
        accreditation=accreditation,
        until=current.values("valid_until")[:1],
        load=Coalesce(Subquery(counted), 0),
        areas=Subquery(named.values("names")),
    )
    return rows.order_by(in_order(), "pk")
