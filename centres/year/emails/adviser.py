from datetime import datetime

from django.urls import reverse

from centres.membership.models.centre import Centre
from iqm_coe.accounts.models.user import User
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message


def adviser_appointed(centre: Centre, adviser: User, *, at: datetime) -> Message:
    """Tells the adviser whom they advise from now on."""
    context = {
        "centre": centre.name,
        "lead_school": centre.lead_school.name,
        "path": reverse("membership:centre", args=[centre.pk]),
    }
    return outbox.write("year/adviser_appointed", "people", {"ids": [adviser.pk]}, about=centre, at=at, context=context)


def new_adviser(centre: Centre, adviser: User, *, at: datetime) -> Message:
    """Sends the schools the contact details of a new adviser."""
    context = {
        "centre": centre.name,
        "adviser": adviser.name,
        "adviser_email": adviser.email,
        "adviser_phone": adviser.phone,
        "path": reverse("membership:centre", args=[centre.pk]),
    }
    return outbox.write(
        "year/new_adviser", "centre_people", {"centre": centre.pk}, about=centre, at=at, context=context
    )
