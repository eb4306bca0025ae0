from datetime import datetime

from django.urls import reverse

from centres.membership.models.membership import Membership
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from schools.enums import HEADS


def agreement_asked(membership: Membership, *, at: datetime) -> Message:
    """Asks a school's head for C6 and C7."""
    context = {
        "centre": membership.centre.name,
        "school": membership.school.name,
        "path": reverse("application:agree", args=[membership.pk]),
    }
    of = {"schools": [membership.school_id], "kinds": list(HEADS)}
    return outbox.write("application/agreement_asked", "school_people", of, about=membership, at=at, context=context)
