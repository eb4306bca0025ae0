"""The mails of schools."""

from datetime import datetime

from django.urls import reverse

from iqm_coe.lib.dates import london_date
from iqm_coe.lib.templatetags.words import long_date
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
    )


def role_taken(role: SchoolRole, *, at: datetime) -> Message:
    """Tells the coordinators that somebody has taken up a role."""
    return outbox.write(
        "schools/role_taken",
        to="school_people",
        of={"schools": [role.school_id], "kinds": [SchoolRoleKind.COORDINATOR]},
        about=role,
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


def award_ends(award: Award, *, step: int, at: datetime) -> Message:
    """Reminds a school that its award ends; `step` is the number of days from that day."""
    return outbox.write(
        "schools/award_ends",
        to="school_people",
        of={"schools": [award.school_id], "kinds": list(SPEAKERS)},
        about=award,
        at=at,
        context={
            "school": award.school.name,
            "award": str(award.get_kind_display()),
            "days": abs(step),
            "is_today": step == 0,
            "ends": long_date(award.valid_until),
            "path": reverse("schools:school", args=[award.school_id]),
        },
    )
