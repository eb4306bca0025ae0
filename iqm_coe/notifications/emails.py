"""The mails of accounts and of signing in."""

from datetime import datetime

from django.urls import reverse

from iqm_coe.accounts.enums import Emergency, IqmRoleKind
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications.enums import Urgency
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message


def sign_in(email: str, *, subject: str, text: str, at: datetime, good_until: datetime | None = None) -> Message:
    """A code or link that opens an account: confidential, for the mailbox alone, and of no use once it has run out."""
    return outbox.write(
        "accounts/sign_in",
        to="address",
        of={"email": email},
        about=None,
        at=at,
        context={"subject": subject, "text": text.strip()},
        urgency=Urgency.FIRST,
        is_confidential=True,
        good_until=good_until,
    )


def iqm_invitation(invitation: IqmInvitation, *, at: datetime) -> Message:
    """The offer of a role at IQM."""
    return outbox.write(
        "accounts/iqm_invitation",
        to="iqm_invitee",
        of={"invitation": invitation.pk},
        about=invitation,
        at=at,
        context={
            "role": str(invitation.get_kind_display()),
            "invited_by": invitation.invited_by.name,
            "expires": long_date(london_date(invitation.expires_at)),
            "path": reverse("accounts:iqm_invitation", args=[invitation.key]),
        },
        urgency=Urgency.FIRST,
    )


def iqm_role_granted(role: IqmRole, *, at: datetime) -> Message:
    """Tells the person what they hold now and that a second factor is needed."""
    return outbox.write(
        "accounts/iqm_role_granted",
        to="people",
        of={"ids": [role.user_id]},
        about=role,
        at=at,
        context={"role": str(IqmRoleKind(role.kind).label), "path": reverse("home:index")},
    )


def emergency(person: User, what: Emergency, *, by: User, reason: str, at: datetime) -> Message:
    """Tells every administrator what one of them did to an account, and why."""
    return outbox.write(
        "accounts/emergency",
        to="iqm",
        of={"kind": IqmRoleKind.ADMINISTRATOR},
        about=person,
        at=at,
        context={
            "person": person.name,
            "by": by.name,
            "what": str(what.label),
            "reason": reason,
            "path": reverse("accounts:person", args=[person.pk]),
        },
        urgency=Urgency.FIRST,
    )
