"""The mails of schools."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications.enums import Urgency
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from schools.enums import SPEAKERS, SchoolRoleKind
from schools.models.award import Award
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole


def role_invitation(invitation: RoleInvitation, *, at: datetime) -> Message:
    """The offer of a role at a school, to the one address it is bound to."""
    return outbox.write(
        "schools/role_invitation",
        to="school_invitee",
        of={"invitation": invitation.pk},
        about=invitation,
        at=at,
        context={
            "school": invitation.school.name,
            "role": str(invitation.get_kind_display()),
            "invited_by": invitation.invited_by.name,
            "expires": long_date(london_date(invitation.expires_at)),
            "path": reverse("schools:invitation", args=[invitation.key]),
        },
        urgency=Urgency.FIRST,
    )


def role_taken(role: SchoolRole, *, by: User | None, at: datetime) -> Message:
    """Tells the coordinators that somebody has taken up a role."""
    return outbox.write(
        "schools/role_taken",
        to="school_people",
        of={"schools": [role.school_id], "kinds": [SchoolRoleKind.COORDINATOR]},
        about=role,
        by=by,
        at=at,
        context={
            "school": role.school.name,
            "role": str(role.get_kind_display()),
            "person": role.user.name,
            "path": reverse("schools:people", args=[role.school_id]),
        },
    )


def coordinator_inherited(role: SchoolRole, *, at: datetime) -> Message:
    """Tells a head that the last coordinator has gone and that they inherit the part (R5)."""
    return outbox.write(
        "schools/coordinator_inherited",
        to="people",
        of={"ids": [role.user_id]},
        about=role,
        at=at,
        context={"school": role.school.name, "path": reverse("schools:people", args=[role.school_id])},
    )


def award_words(award: Award, on: date) -> dict[str, object]:
    """What a reminder says on the day it goes, however late that is."""
    over = (on - award.valid_until).days
    return {
        "school": award.school.name,
        "award": str(award.get_kind_display()),
        "days": abs(over),
        "is_over": over > 0,
        "when": _when(over),
        "ends": long_date(award.valid_until),
        "path": reverse("schools:school", args=[award.school_id]),
    }


def _when(over: int) -> str:
    if over == 0:
        return _("ends today")
    if over > 0:
        return ngettext("ended yesterday", "ended %(days)d days ago", over) % {"days": over}
    return ngettext("ends tomorrow", "ends in %(days)d days", -over) % {"days": -over}


def award_ends(award: Award, *, at: datetime) -> Message:
    """Reminds a school that its award ends, or has ended."""
    return outbox.write(
        "schools/award_ends",
        to="school_people",
        of={"schools": [award.school_id], "kinds": list(SPEAKERS)},
        about=award,
        at=at,
        context=award_words(award, london_date(at)),
        urgency=Urgency.LATER,
    )
