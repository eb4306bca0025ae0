from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.models.centre import Centre
from iqm_coe.accounts.models.user import User
from iqm_coe.notifications import rendering
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message


def adviser_appointed(centre: Centre, adviser: User, *, at: datetime) -> Message:
    """Tells the adviser whom they advise from now on."""
    context, of = _advised(centre), {"ids": [adviser.pk]}
    return outbox.write("year/adviser_appointed", "people", of, about=centre, at=at, context=context)


def new_adviser(centre: Centre, adviser: User, *, at: datetime) -> Message:
    """Sends the schools the contact details of a new adviser."""
    context, of = _reached(centre, adviser), {"centre": centre.pk}
    return outbox.write("year/new_adviser", "centre_people", of, about=centre, at=at, context=context)


def appointed_previews(centre: Centre, adviser: User) -> list[dict[str, str]]:
    """Both, word for word."""
    schools = _("Coordinators and heads of the schools of %s") % centre.name
    return [
        rendering.preview("year/adviser_appointed", _advised(centre), to=adviser.name),
        rendering.preview("year/new_adviser", _reached(centre, adviser), to=schools),
    ]


def _advised(centre: Centre) -> dict[str, object]:
    path = reverse("membership:centre", args=[centre.pk])
    return {"centre": centre.name, "lead_school": centre.lead_school.name, "path": path}


def _reached(centre: Centre, adviser: User) -> dict[str, object]:
    return {
        "centre": centre.name,
        "adviser": adviser.name,
        "adviser_email": adviser.email,
        "adviser_phone": adviser.phone,
        "path": reverse("membership:centre", args=[centre.pk]),
    }
