from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from centres.application.models.application import Application
from centres.membership.models.centre import Centre
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications import rendering
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from schools.enums import SPEAKERS


def _about_application(application: Application, **more: object) -> dict[str, object]:
    return {
        "centre": application.centre.name,
        "lead_school": application.centre.lead_school.name,
        "path": reverse("application:application", args=[application.centre_id]),
        **more,
    }


def application_sent(application: Application, *, by: User | None, at: datetime) -> Message:
    """Tells the office that an application waits for it."""
    context = _about_application(application)
    return outbox.write(
        "application/application_sent",
        "iqm",
        {"kind": IqmRoleKind.STAFF},
        about=application,
        by=by,
        at=at,
        context=context,
    )


def changes_requested(application: Application, changes: list[dict[str, str]], *, at: datetime) -> Message:
    """Says which criteria opened again, why and until when; `changes` holds criterion, reason, due."""
    context = _about_application(application, changes=changes)
    of = {"centre": application.centre_id}
    return outbox.write("application/changes_requested", "centre_people", of, about=application, at=at, context=context)


def _letter(centre: Centre, adviser: User | None, days: tuple[date, date], waiting: list[str]) -> dict[str, object]:
    """What the letter of approval says; without an adviser yet, the place where the name will stand."""
    opens_on, closes_on = days
    return {
        "centre": centre.name,
        "lead_school": centre.lead_school.name,
        "adviser": adviser.name if adviser else _("(the adviser you choose)"),
        "adviser_email": adviser.email if adviser else _("(their email address)"),
        "adviser_phone": adviser.phone if adviser else _("(their number, if they gave one)"),
        "path": reverse("membership:centre", args=[centre.pk]),
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
    return outbox.write("application/approved", "centre_people", of, about=application, at=at, context=context)


def approval_preview(
    centre: Centre, adviser: User | None, *, days: tuple[date, date], waiting: list[str]
) -> dict[str, str]:
    """The letter word for word, for the page that asks whether to approve."""
    to = _("Coordinators and heads of every school of the Centre")
    return rendering.preview("application/approved", _letter(centre, adviser, days, waiting), to=to)


def declined(application: Application, reason: str, *, at: datetime) -> Message:
    """The decision against, with its reason."""
    context = _about_application(application, reason=reason)
    schools = list(application.centre.memberships.belonging().values_list("school", flat=True))
    of = {"schools": schools, "kinds": SPEAKERS}
    return outbox.write("application/declined", "school_people", of, about=application, at=at, context=context)


def withdrawn(application: Application, *, by: User | None, at: datetime) -> Message:
    """Tells the schools that the lead school has taken the application back."""
    schools = list(application.centre.memberships.belonging().values_list("school", flat=True))
    of = {"schools": schools, "kinds": SPEAKERS}
    return outbox.write(
        "application/withdrawn",
        "school_people",
        of,
        about=application,
        by=by,
        at=at,
        context=_about_application(application),
    )


def rule_overridden(application: Application, *, by: User, reason: str, at: datetime) -> Message:
    """Tells every administrator that a rule on separate duties was overridden, by whom and why (R48)."""
    context = _about_application(application, by=by.name, reason=reason)
    of = {"kind": IqmRoleKind.ADMINISTRATOR}
    return outbox.write("application/rule_overridden", "iqm", of, about=application, at=at, context=context)
