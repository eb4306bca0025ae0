from datetime import datetime

from django.urls import reverse

from centres.membership.models.invitation import CentreInvitation
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from schools.enums import SchoolRoleKind


def asked(sent: CentreInvitation, *, by: User | None, at: datetime) -> Message:
    """Asks whoever answers for a school whether it joins."""
    context = {
        "centre": sent.centre.name,
        "school": sent.school.name,
        "lead_school": sent.centre.lead_school.name,
        "invited_by": sent.invited_by.name,
        "expires": long_date(london_date(sent.expires_at)),
        "path": reverse("membership:invitation", args=[sent.pk]),
    }
    return outbox.write(
        "membership/invitation", "invited_school", {"invitation": sent.pk}, about=sent, by=by, at=at, context=context
    )


def answered(answered: CentreInvitation, *, by: User | None, at: datetime) -> Message:
    """Tells the lead school's coordinators what a school said, or that it said nothing in time."""
    context = {
        "centre": answered.centre.name,
        "school": answered.school.name,
        "answer": answered.label.lower(),
        "path": reverse("membership:centre", args=[answered.centre_id]),
    }
    lead = {"schools": [answered.centre.lead_school_id], "kinds": [SchoolRoleKind.COORDINATOR]}
    return outbox.write(
        "membership/invitation_answered", "school_people", lead, about=answered, by=by, at=at, context=context
    )
