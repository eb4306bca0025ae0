"""The assessor's own visits, what waits for an appointment, and the visits of a year."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.models import CentreYear
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import end_of_month_of_year, london_date
from iqm_coe.lib.once import once
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.rows import with_only
from iqm_coe.lib.tiles import Tile, tiles_for
from iqm_coe.lib.year_line import YearStep, standing
from reviews.enums import VisitState
from reviews.flows import dates
from reviews.models import (
    Accreditation,
    DateRound,
    Review,
    Visit,
    VisitedReview,
)
from reviews.querysets import reads_visits, uncovered
from reviews.selectors.update import states_of


@dataclass(frozen=True)
class MyVisits:
    """An assessor's own work: what is next, what is asked, and the year's load."""

    today: date
    upcoming: list[Visit]
    undated: list[Visit]
    panels: list[Panel]
    tiles: list[Tile]
    accreditation: Accreditation | None


def my_visits(user: User, at: datetime) -> MyVisits:
    """The nearest day first, then what has no day yet."""
    today = london_date(at)
    own = Visit.objects.visible_to(user).at_work().filter(assessor=user).for_list()
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


def to_appoint(on: date) -> list[YearWithout]:
    """Centre years that run today with schools that no visit covers, the one that ends first on top."""
    found: dict[int, YearWithout] = {}
    reviews = uncovered(Review.objects.filter(year__opens_on__lte=on, year__closes_on__gte=on))
    for review in reviews.select_related("year__centre", "school").order_by("year__closes_on", "year", "school__name"):
        found.setdefault(review.year_id, YearWithout(review.year, [])).schools.append(review)
    return list(found.values())


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
    return counted.order_by("name", "pk")


def visits_of_year(year: CentreYear, user: User) -> list[dict[str, Any]]:
    """The visits of a year that this person sees, each with its schools."""
    names: dict[Visit, list[str]] = defaultdict(list)
    for one in _covered(year) if reads_visits(user, year.centre_id) else []:
        names[one.visit].append(one.review.school.name)
    by_age = sorted(names, key=lambda visit: visit.pk)
    return [{"visit": visit, "schools": ", ".join(names[visit])} for visit in by_age]


def _covered(year: CentreYear) -> list[VisitedReview]:
    """Each school that a visit of the year covers, with the visit: read once for line and panel."""
    rows = VisitedReview.objects.filter(visit__year=year, released_at=None)
    shown = ("visit__state", "visit__agreed_on", "visit__assessor__name", "review__school__name")
    return once(("covered", year.pk), lambda: list(with_only(rows, *shown)))


VISITED_BY_MONTH = 10


def visit_step(year: CentreYear, on: date) -> YearStep | None:
    """Where the visits of the Centre's schools stand together; None where no school has a review."""
    reviews = len(states_of(year))
    if not reviews:
        return None
    rows = [(one.visit.state, one.visit.agreed_on) for one in _covered(year)]
    held = sum(state in {VisitState.HELD, VisitState.DONE} for state, _day in rows)
    days = [day for state, day in rows if day and state == VisitState.AGREED]
    is_done = held == reviews
    on_day = min(days, default=max((day for _state, day in rows if day), default=None))
    note = "" if is_done else _visit_note(reviews, len(rows), bool(days))
    on_day = on_day or end_of_month_of_year(year.opens_on, VISITED_BY_MONTH)
    state = standing(is_done=is_done, due_on=on_day, on=on)
    return YearStep(40, _("Visit"), state, on_day, reverse("centres:year", args=[year.pk]) + "#visits", note)


def _visit_note(reviews: int, covered: int, has_day: bool) -> str:
    """What is still missing, in a word or two."""
    if covered < reviews:
        return _("assessor to be appointed")
    return "" if has_day else _("day to be agreed")


def offered_days(offered: DateRound, on: date) -> list[dict[str, Any]]:
    """Each day of a round with what accepting it moves: by when the updates are then due."""
    days = []
    for proposal in offered.proposals.all():
        moved = dates.moved_updates(offered.visit, proposal.on, on=on)
        due = sorted({due_on for _review, due_on in moved})
        days.append({"proposal": proposal, "updates_due_on": due[0] if due else None, "moved": len(moved)})
    return days
