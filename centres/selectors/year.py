"""A Centre year at a glance, and a plan with its versions."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.enums import PlanState
from centres.models import Centre, CentreYear, Plan, PlanVersion
from iqm_coe.accounts.models import User
from iqm_coe.accounts.selectors.event import told
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.once import once
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.permissions import may
from iqm_coe.lib.rows import with_only
from iqm_coe.lib.transitions import available
from iqm_coe.lib.year_line import YearStep, standing, steps_of


@dataclass(frozen=True)
class YearPage:
    """One year of one Centre, as this person may see it."""

    year: CentreYear
    centre: Centre
    today: date
    steps: list[YearStep]
    panels: list[Panel]
    others: list[CentreYear]


def year_page(year: CentreYear, years: list[CentreYear], user: User, at: datetime) -> YearPage:
    """The line of the year and what each app tells of it, among the `years` of its Centre."""
    today = london_date(at)
    return YearPage(
        year=year,
        centre=year.centre,
        today=today,
        steps=line_of(year, user, today),
        panels=panels_for("year", user, year, today),
        others=[one for one in years if one != year],
    )


def years_of(centre: Centre) -> list[CentreYear]:
    """Every year of a Centre, read once for all parts of its page; who sees the Centre sees them."""
    return once(("years of", centre.pk), lambda: list(centre.years.all()))


def line_of(year: CentreYear, user: User, today: date) -> list[YearStep]:
    """The year as a line, from its first day to the next year's."""
    opened = YearStep(0, _("Year %d opened") % year.number, "done", year.opens_on)
    is_over = today > year.closes_on
    ends = YearStep(100, _("Year %d ends") % year.number, "done" if is_over else "coming", year.closes_on)
    return [opened, *steps_of(user, year, today), ends]


def plans_of(year: CentreYear) -> list[Any]:
    """The plans of a year, each with the number and the instant of its last version; who sees the year sees them."""
    rows = with_only(Plan.objects.filter(year=year), "named_school__name").order_by("pk")
    told = rows.annotate(last_number=Max("versions__number"), last_at=Max("versions__lodged_at"))
    return once(("plans", year.pk), lambda: list(told))


def plans_step(year: CentreYear, today: date) -> YearStep:
    """Where the three plans stand together: done when all are lodged and none is returned."""
    plans = plans_of(year)
    there = sum(plan.state in {PlanState.LODGED, PlanState.ACCEPTED} for plan in plans)
    due_on = min((plan.due_on for plan in plans), default=None)
    state = standing(is_done=bool(plans) and there == len(plans), due_on=due_on, on=today)
    note = ngettext("%(n)d of %(all)d lodged", "%(n)d of %(all)d lodged", there) % {"n": there, "all": len(plans)}
    return YearStep(20, _("Plans"), state, due_on, reverse("centres:year", args=[year.pk]) + "#plans", note)


@dataclass(frozen=True)
class PlanPage:
    """A plan with every version, and what this person may do with it."""

    plan: Plan
    versions: list[PlanVersion]
    last: PlanVersion | None
    can: dict[str, bool]
    events: list[dict[str, Any]]


def plan_page(plan: Plan, user: User) -> PlanPage:
    """Newest version first; buttons only for what is possible now."""
    versions = list(plan.versions.select_related("lodged_by"))
    possible = available(plan, user)
    return PlanPage(
        plan=plan,
        versions=versions,
        last=versions[0] if versions else None,
        can={
            "lodge": "lodge" in possible,
            "judge": "accept" in possible,
            "name_school": may(user, "centres.name_lodging_school", plan),
        },
        events=told(plan, to=user),
    )


def plan_rows(year: CentreYear) -> list[dict[str, Any]]:
    """One row a plan for the page of the year."""
    return [
        {
            "plan": plan,
            "is_open": plan.state in {PlanState.EXPECTED, PlanState.RETURNED},
        }
        for plan in plans_of(year)
    ]
