from datetime import datetime

from django.urls import reverse

from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.user import User
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from schools.enums import SchoolRoleKind


def school_left(membership: Membership, *, by: User | None, at: datetime) -> Message:
    """Tells the lead school's coordinators that a school has taken itself out."""
    context = {
        "centre": membership.centre.name,
        "school": membership.school.name,
        "path": reverse("membership:centre", args=[membership.centre_id]),
    }
    lead = {"schools": [membership.centre.lead_school_id], "kinds": [SchoolRoleKind.COORDINATOR]}
    return outbox.write(
        "membership/school_left", "school_people", lead, about=membership, by=by, at=at, context=context
    )


def school_admitted(membership: Membership, *, at: datetime) -> Message:
    """Tells everybody in the Centre that an awaiting school is a member now."""
    context = {
        "centre": membership.centre.name,
        "school": membership.school.name,
        "path": reverse("membership:centre", args=[membership.centre_id]),
    }
    of = {"centre": membership.centre_id}
    return outbox.write("membership/school_admitted", "centre_people", of, about=membership, at=at, context=context)
