from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.year.enums import PlanKind, PlanState
from centres.year.models.plan import Plan, PlanVersion
from centres.year.models.year import CentreYear
from centres.year.querysets.year import CENTRE, YEAR
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.selectors.event import told
from iqm_coe.files.models.scan import Scan
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.permissions import may
from iqm_coe.lib.transitions import available
from iqm_coe.lib.year_steps import Owed, Owing, Tally, Turn, Years, owing, whose


@kept("year")
def plans_of(year: int) -> QuerySet[Plan]:
    """The plans of a year, each with the number and the instant of its last version; who sees the year sees them."""
    rows = only_columns(Plan.objects.filter(year=year), "named_school__name").order_by("pk")
    told: QuerySet[Plan] = rows.annotate(last_number=Max("versions__number"), last_at=Max("versions__lodged_at"))
    return told


def plans_owed(user: User, years: Years, on: date) -> Owing:
    """The plans of these years: done once lodged and not returned, by the lead school or the member that it names."""
    versions = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number").values("lodged_at")
    is_lodged = Q(state__in=[PlanState.LODGED, PlanState.ACCEPTED])
    return owing(
        Plan.objects.filter(year__in=years),
        year="year_id",
        school=Coalesce(F("named_school_id"), F("year__centre__lead_school_id")),
        is_done=is_lodged,
        due_on="due_on",
        done_on=Case(When(is_lodged, then=TruncDate(Subquery(versions[:1]), tzinfo=LONDON))),
        turn=whose(otherwise=Turn.SCHOOL),
        as_said=Concat(F("kind"), Value(" "), F("state")),
        thing="pk",
        since=Coalesce(TruncDate("judged_at", tzinfo=LONDON), F("year__opens_on")),
    )


def plans_told(tally: Tally) -> str:
    """How many are lodged."""
    words = ngettext("%(n)d of %(all)d lodged", "%(n)d of %(all)d lodged", tally.done)
    return words % {"n": tally.done, "all": tally.total}


def plan_asked(owed: Owed, day: str) -> str:
    return _("to lodge by %s") % day


def plan_said(owed: Owed, on: date) -> str:
    """Which of them, and how it stands; the day that follows is that of lodging, also where it was accepted since."""
    kind, state = owed.as_said.split()
    said = _("Accepted; lodged") if state == PlanState.ACCEPTED else PlanState(state).label
    return f"{PlanKind(kind).label}: {said}"


@dataclass(frozen=True)
class PlanPage:
    """A plan with every version, and what this person may do with it."""

    plan: Plan
    versions: list[PlanVersion]
    last: PlanVersion | None
    can: dict[str, bool]
    events: list[dict[str, object]]
    panels: list[Panel]


@kept("number")
def plan_of(user: User, number: int) -> QuerySet[Plan]:
    rows = Plan.objects.visible_to(user).filter(pk=number)
    return only_columns(rows, *YEAR, *CENTRE, "year__centre__lead_school__name", "named_school__name")


@kept("plan")
def _versions(plan: int) -> QuerySet[PlanVersion]:
    rows = PlanVersion.objects.filter(plan=plan).select_related("lodged_by")
    versions: QuerySet[PlanVersion] = rows.annotate(scan=Scan.objects.standing_of_outer("lodged_at"))
    return versions


def plan_page(plan: Plan, user: User, on: date) -> PlanPage:
    """Newest version first; buttons only for what is possible now."""
    versions = _versions(plan.pk)
    possible = available(plan, user)
    return PlanPage(
        plan=plan,
        versions=versions,
        last=versions[0] if versions else None,
        can={
            "lodge": "lodge" in possible,
            "judge": "accept" in possible,
            "name_school": may(user, "year.name_lodging_school", plan),
        },
        events=told(plan, to=user),
        panels=panels_for("plan", user, plan, on),
    )


def lodged_plans(year: CentreYear, user: User) -> list[dict[str, object]]:
    """Each plan with the version that counts, where one was lodged."""
    versions = PlanVersion.objects.visible_to(user).filter(plan__year=year).select_related("lodged_by")
    last = {version.plan_id: version for version in versions.order_by("number")}
    return [{"plan": plan, "last": last.get(plan.pk)} for plan in year.plans.all()]


def plan_rows(year: CentreYear) -> list[dict[str, object]]:
    """One row a plan for the page of the year."""
    return [
        {
            "plan": plan,
            "is_open": plan.state in {PlanState.EXPECTED, PlanState.RETURNED},
        }
        for plan in plans_of(year.pk)
    ]
