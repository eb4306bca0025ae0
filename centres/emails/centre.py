"""The mails of Centres, their applications, years and plans."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from centres.models import Application, Centre, CentreInvitation, CentreYear, Membership, Plan, PlanVersion
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications import rendering
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models import Message
from schools.enums import HEADS, SPEAKERS, SchoolRoleKind


def invitation(sent: CentreInvitation, *, at: datetime) -> Message:
    """Asks whoever answers for a school whether it joins."""
    context = {
        "centre": sent.centre.name,
        "school": sent.school.name,
        "lead_school": sent.centre.lead_school.name,
        "invited_by": sent.invited_by.name,
        "expires": long_date(london_date(sent.expires_at)),
        "path": reverse("centres:invitation", args=[sent.pk]),
    }
    return outbox.write(
        "centres/invitation", "invited_school", {"invitation": sent.pk}, about=sent, at=at, context=context
    )


def invitation_answered(answered: CentreInvitation, *, at: datetime) -> Message:
    """Tells the lead school's coordinators what a school said, or that it said nothing in time."""
    context = {
        "centre": answered.centre.name,
        "school": answered.school.name,
        "answer": answered.label.lower(),
        "path": reverse("centres:centre", args=[answered.centre_id]),
    }
    lead = {"schools": [answered.centre.lead_school_id], "kinds": [SchoolRoleKind.COORDINATOR]}
    return outbox.write("centres/invitation_answered", "school_people", lead, about=answered, at=at, context=context)


def agreement_asked(membership: Membership, *, at: datetime) -> Message:
    """Asks a school's head for C6 and C7."""
    context = {
        "centre": membership.centre.name,
        "school": membership.school.name,
        "path": reverse("centres:agree", args=[membership.pk]),
    }
    of = {"schools": [membership.school_id], "kinds": list(HEADS)}
    return outbox.write("centres/agreement_asked", "school_people", of, about=membership, at=at, context=context)


def school_left(membership: Membership, *, at: datetime) -> Message:
    """Tells the lead school's coordinators that a school has taken itself out."""
    context = {
        "centre": membership.centre.name,
        "school": membership.school.name,
        "path": reverse("centres:centre", args=[membership.centre_id]),
    }
    lead = {"schools": [membership.centre.lead_school_id], "kinds": [SchoolRoleKind.COORDINATOR]}
    return outbox.write("centres/school_left", "school_people", lead, about=membership, at=at, context=context)


def _about_application(application: Application, **more: Any) -> dict[str, Any]:
    return {
        "centre": application.centre.name,
        "lead_school": application.centre.lead_school.name,
        "path": reverse("centres:application", args=[application.centre_id]),
        **more,
    }


def application_sent(application: Application, *, at: datetime) -> Message:
    """Tells the office that an application waits for it."""
    context = _about_application(application)
    return outbox.write(
        "centres/application_sent", "iqm", {"kind": IqmRoleKind.STAFF}, about=application, at=at, context=context
    )


def changes_requested(application: Application, changes: list[dict[str, str]], *, at: datetime) -> Message:
    """Says which criteria opened again, why and until when; `changes` holds criterion, reason, due."""
    context = _about_application(application, changes=changes)
    of = {"centre": application.centre_id}
    return outbox.write("centres/changes_requested", "centre_people", of, about=application, at=at, context=context)


def _letter(centre: Centre, adviser: User | None, days: tuple[date, date], waiting: list[str]) -> dict[str, Any]:
    """What the letter of approval says; without an adviser yet, the place where the name will stand."""
    opens_on, closes_on = days
    return {
        "centre": centre.name,
        "lead_school": centre.lead_school.name,
        "adviser": adviser.name if adviser else _("(the adviser you choose)"),
        "adviser_email": adviser.email if adviser else _("(their email address)"),
        "adviser_phone": adviser.phone if adviser else _("(their number, if they gave one)"),
        "path": reverse("centres:centre", args=[centre.pk]),
        "opens": long_date(opens_on),
        "closes": long_date(closes_on),
        "waiting": waiting,
    }


def approved(
    application: Application, adviser: User, *, days: tuple[date, date], waiting: list[str], at: datetime
) -> Message:
    """The letter of approval, with the adviser's contact details (R11)."""
    context = _letter(application.centre, adviser, days, waiting)
    of = {"centre": application.centre_id}
    return outbox.write("centres/approved", "centre_people", of, about=application, at=at, context=context)


def approval_preview(
    centre: Centre, adviser: User | None, *, days: tuple[date, date], waiting: list[str]
) -> dict[str, str]:
    """The letter word for word, for the page that asks whether to approve."""
    to = _("Coordinators and heads of every school of the Centre")
    return rendering.preview("centres/approved", _letter(centre, adviser, days, waiting), to=to)


def declined(application: Application, reason: str, *, at: datetime) -> Message:
    """The decision against, with its reason."""
    context = _about_application(application, reason=reason)
    schools = list(application.centre.memberships.belonging().values_list("school", flat=True))
    of = {"schools": schools, "kinds": SPEAKERS}
    return outbox.write("centres/declined", "school_people", of, about=application, at=at, context=context)


def withdrawn(application: Application, *, at: datetime) -> Message:
    """Tells the schools that the lead school has taken the application back."""
    schools = list(application.centre.memberships.belonging().values_list("school", flat=True))
    of = {"schools": schools, "kinds": SPEAKERS}
    return outbox.write(
        "centres/withdrawn", "school_people", of, about=application, at=at, context=_about_application(application)
    )


def adviser_appointed(centre: Centre, adviser: User, *, at: datetime) -> Message:
    """Tells the adviser whom they advise from now on."""
    context = {
        "centre": centre.name,
        "lead_school": centre.lead_school.name,
        "path": reverse("centres:centre", args=[centre.pk]),
    }
    return outbox.write(
        "centres/adviser_appointed", "people", {"ids": [adviser.pk]}, about=centre, at=at, context=context
    )


def new_adviser(centre: Centre, adviser: User, *, at: datetime) -> Message:
    """Sends the schools the contact details of a new adviser."""
    context = {
        "centre": centre.name,
        "adviser": adviser.name,
        "adviser_email": adviser.email,
        "adviser_phone": adviser.phone,
        "path": reverse("centres:centre", args=[centre.pk]),
    }
    return outbox.write(
        "centres/new_adviser", "centre_people", {"centre": centre.pk}, about=centre, at=at, context=context
    )


def rule_overridden(application: Application, *, by: User, reason: str, at: datetime) -> Message:
    """Tells every administrator that a rule on separate duties was overridden, by whom and why (R48)."""
    context = _about_application(application, by=by.name, reason=reason)
    of = {"kind": IqmRoleKind.ADMINISTRATOR}
    return outbox.write("centres/rule_overridden", "iqm", of, about=application, at=at, context=context)


def school_admitted(membership: Membership, *, at: datetime) -> Message:
    """Tells everybody in the Centre that an awaiting school is a member now."""
    context = {
        "centre": membership.centre.name,
        "school": membership.school.name,
        "path": reverse("centres:centre", args=[membership.centre_id]),
    }
    of = {"centre": membership.centre_id}
    return outbox.write("centres/school_admitted", "centre_people", of, about=membership, at=at, context=context)


def year_opened(year: CentreYear, *, at: datetime) -> Message:
    """Tells everybody in the Centre that its next year has begun, and what it asks."""
    plan = year.plans.first()
    context = {
        "centre": year.centre.name,
        "number": year.number,
        "opens": long_date(year.opens_on),
        "closes": long_date(year.closes_on),
        "plans_due": long_date(plan.due_on) if plan else "",
        "path": reverse("centres:year", args=[year.pk]),
    }
    return outbox.write(
        "centres/year_opened", "centre_people", {"centre": year.centre_id}, about=year, at=at, context=context
    )


def _about_plan(plan: Plan, **more: Any) -> dict[str, Any]:
    return {
        "centre": plan.year.centre.name,
        "plan": str(plan.get_kind_display()),
        "path": reverse("centres:plan", args=[plan.pk]),
        **more,
    }


def plan_lodged(version: PlanVersion, *, at: datetime) -> Message:
    """Tells the office that a plan waits to be read."""
    context = _about_plan(version.plan, version=version.number, by=version.lodged_by.name)
    return outbox.write(
        "centres/plan_lodged", "iqm", {"kind": IqmRoleKind.STAFF}, about=version.plan, at=at, context=context
    )


def plan_accepted(plan: Plan, *, at: datetime) -> Message:
    """Tells whoever lodges the plan that it is accepted."""
    return outbox.write(
        "centres/plan_accepted", "school_people", _lodgers(plan), about=plan, at=at, context=_about_plan(plan)
    )


def plan_returned(plan: Plan, *, at: datetime) -> Message:
    """Says what is to be changed in a plan."""
    context = _about_plan(plan, reason=plan.return_reason)
    return outbox.write("centres/plan_returned", "school_people", _lodgers(plan), about=plan, at=at, context=context)


def plan_accepted_preview(plan: Plan) -> dict[str, str]:
    """The mail word for word, for the page that asks for the yes."""
    return rendering.preview("centres/plan_accepted", _about_plan(plan), to=_to_lodgers(plan))


def plan_returned_preview(plan: Plan) -> dict[str, str]:
    """The mail with a place for the reason, for the page that asks for it."""
    context = _about_plan(plan, reason=_("(what you write above)"))
    return rendering.preview("centres/plan_returned", context, to=_to_lodgers(plan))


def _to_lodgers(plan: Plan) -> str:
    return _("Coordinators of %s") % (plan.named_school or plan.year.centre.lead_school)


def _lodgers(plan: Plan) -> dict[str, Any]:
    """The coordinators of the lead school, and of the school named in its place."""
    schools = {plan.year.centre.lead_school_id, plan.named_school_id or plan.year.centre.lead_school_id}
    return {"schools": sorted(schools), "kinds": [SchoolRoleKind.COORDINATOR]}
