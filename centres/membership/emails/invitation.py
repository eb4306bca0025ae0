from datetime import datetime

from django.urls import reverse

from centres.membership.models.invitation import CentreInvitation
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from schools.audiences import schools_with
from schools.enums import SPEAKERS, SchoolRoleKind


def asked(sent: CentreInvitation, *, by: User | None, at: datetime) -> Message:
    """Asks whoever answers for a school whether it joins. Where nobody is there yet, tells the address that was given
    who asks and how to come in, in no words that a person chose: it may be anybody's.
    """
    if schools_with([sent.school_id], SPEAKERS):
        kind, audience, path = "invitation", "invited_school", reverse("membership:invitation", args=[sent.pk])
    else:
        kind, audience = "invitation_to_newcomer", "invited_contact"
        path = reverse("schools:ask_to_join", args=[sent.school_id])
    context = {
        "centre": sent.centre.name,
        "school": sent.school.name,
        "lead_school": sent.centre.lead_school.name,
        "invited_by": sent.invited_by.name,
        "expires": long_date(london_date(sent.expires_at)),
        "path": path,
    }
    of = {"invitation": sent.pk}
    return outbox.write(f"membership/{kind}", audience, of, about=sent, by=by, at=at, context=context)


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
