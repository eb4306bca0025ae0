from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.year.enums import PlanState
from centres.year.models.plan import Plan, PlanVersion
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.selectors.event import told
from iqm_coe.files.models.scan import Scan
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.permissions import may
from iqm_coe.lib.transitions import available
from iqm_coe.lib.year_line import YearStep, standing


def plans_of(year: CentreYear) -> list[Plan]:
    """The plans of a year, each with the number and the instant of its last version; who sees the year sees them."""
    rows = only_columns(Plan.objects.filter(year=year), "named_school__name").order_by("pk")
    told = rows.annotate(last_number=Max("versions__number"), last_at=Max("versions__lodged_at"))
    return per_request(("plans", year.pk), lambda: list(told))


def plans_step(year: CentreYear, today: date) -> YearStep:
    """Where the three plans stand together: done when all are lodged and none is returned."""
    plans = plans_of(year)
    there = sum(plan.state in {PlanState.LODGED, PlanState.ACCEPTED} for plan in plans)
    due_on = min((plan.due_on for plan in plans), default=None)
    state = standing(is_done=bool(plans) and there == len(plans), due_on=due_on, on=today)
    note = ngettext("%(n)d of %(all)d lodged", "%(n)d of %(all)d lodged", there) % {"n": there, "all": len(plans)}
    return YearStep(20, _("Plans"), state, due_on, reverse("year:year", args=[year.pk]) + "#plans", note)


@dataclass(frozen=True)
class PlanPage:
    """A plan with every version, and what this person may do with it."""

    plan: Plan
    versions: list[PlanVersion]
    last: PlanVersion | None
    can: dict[str, bool]
    events: list[dict[str, object]]


def plan_page(plan: Plan, user: User) -> PlanPage:
    """Newest version first; buttons only for what is possible now."""
    versions = list(
        plan.versions.select_related("lodged_by").annotate(scan=Scan.objects.standing_of_outer("lodged_at"))
    )
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
        for plan in plans_of(year)
    ]
