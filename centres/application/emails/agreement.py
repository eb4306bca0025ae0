from datetime import datetime

from django.urls import reverse

from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.user import User
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from schools.enums import HEADS, SchoolRoleKind


def agreement_asked(membership: Membership, *, only: User | None = None, at: datetime) -> Message:
    """Asks a school's heads for C6 and C7, or only the one who has just taken up the role."""
    context = {
        "centre": membership.centre.name,
        "school": membership.school.name,
        "path": reverse("application:agree", args=[membership.pk]),
    }
    of = {"schools": [membership.school_id], "kinds": list(HEADS), "only": only.pk if only else None}
    return outbox.write("application/agreement_asked", "school_people", of, about=membership, at=at, context=context)


def all_agreed(centre: Centre, *, by: User, at: datetime) -> Message:
    """Tells the lead school's coordinators that the last head has given both agreements."""
    context = {"centre": centre.name, "path": reverse("application:application", args=[centre.pk])}
    of = {"schools": [centre.lead_school_id], "kinds": [SchoolRoleKind.COORDINATOR]}
    return outbox.write("application/all_agreed", "school_people", of, about=centre, by=by, at=at, context=context)
