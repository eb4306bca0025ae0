from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from centres.year.models.plan import Plan, PlanVersion
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.notifications import rendering
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from schools.enums import SchoolRoleKind


def _about_plan(plan: Plan, **more: object) -> dict[str, object]:
    return {
        "centre": plan.year.centre.name,
        "plan": str(plan.get_kind_display()),
        "path": reverse("year:plan", args=[plan.pk]),
        **more,
    }


def plan_lodged(version: PlanVersion, *, by: User | None, at: datetime) -> Message:
    """Tells the office that a plan waits to be read."""
    context = _about_plan(version.plan, version=version.number, by=version.lodged_by.name)
    return outbox.write(
        "year/plan_lodged", "iqm", {"kind": IqmRoleKind.STAFF}, about=version.plan, by=by, at=at, context=context
    )


def plan_accepted(plan: Plan, *, at: datetime) -> Message:
    """Tells whoever lodges the plan that it is accepted."""
    return outbox.write(
        "year/plan_accepted", "school_people", _lodgers(plan), about=plan, at=at, context=_about_plan(plan)
    )


def plan_returned(plan: Plan, *, at: datetime) -> Message:
    """Says what is to be changed in a plan."""
    context = _about_plan(plan, reason=plan.return_reason)
    return outbox.write("year/plan_returned", "school_people", _lodgers(plan), about=plan, at=at, context=context)


def plan_accepted_preview(plan: Plan) -> dict[str, str]:
    """The mail word for word, for the page that asks for the yes."""
    return rendering.preview("year/plan_accepted", _about_plan(plan), to=_to_lodgers(plan))


def plan_returned_preview(plan: Plan) -> dict[str, str]:
    """The mail with a place for the reason, for the page that asks for it."""
    context = _about_plan(plan, reason=_("(what you write above)"))
    return rendering.preview("year/plan_returned", context, to=_to_lodgers(plan))


def _to_lodgers(plan: Plan) -> str:
    return _("Coordinators of %s") % (plan.named_school or plan.year.centre.lead_school)


def _lodgers(plan: Plan) -> dict[str, object]:
    """The coordinators of the lead school, and of the school named in its place."""
    schools = {plan.year.centre.lead_school_id, plan.named_school_id or plan.year.centre.lead_school_id}
    return {"schools": sorted(schools), "kinds": [SchoolRoleKind.COORDINATOR]}
