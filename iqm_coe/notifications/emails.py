"""The mails of accounts and of signing in."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from iqm_coe.accounts.enums import Emergency, FactorResetState, IqmRoleKind
from iqm_coe.accounts.flows.leaver import Outcome
from iqm_coe.accounts.models.factor_reset import FactorReset
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.accounts.models.provider import Provider
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.event_words import in_words
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
            "proves_address": True,
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


def iqm_role_ended(role: IqmRole, *, by: User, at: datetime) -> Message:
    """Tells the person which role is over, by whom, and to whom they write."""
    return outbox.write(
        "accounts/iqm_role_ended",
        to="people",
        of={"ids": [role.user_id]},
        about=None,
        at=at,
        context={
            "role": str(IqmRoleKind(role.kind).label),
            "by": by.name,
            "address": by.email,
            "path": reverse("home:index"),
        },
    )


def work_passed_on(person: User, passed: Sequence[Outcome], *, by: User, at: datetime) -> Message:
    """Tells somebody once what went from them to others in one act, each with whom it is now."""
    return outbox.write(
        "accounts/work_passed_on",
        to="people",
        of={"ids": [person.pk]},
        about=None,
        at=at,
        context={
            "what": [f"{one.words}. {one.became}" for one in passed],
            "by": by.name,
            "address": by.email,
            "path": reverse("home:index"),
        },
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
            "done_by": by.pk,
            "what": str(what.label),
            "reason": reason,
            "path": reverse("accounts:person", args=[person.pk]),
        },
        urgency=Urgency.FIRST,
    )


def emergency_of_yours(person: User, what: Emergency, *, at: datetime) -> Message:
    """Tells the person what was done to their account, also one that is shut; not why, which may be about a thief."""
    return outbox.write(
        "accounts/emergency_of_yours",
        to="account_holder",
        of={"user": person.pk},
        about=person,
        at=at,
        context={"what": what, "path": "" if what == Emergency.SHUT else reverse("account_login")},
        urgency=Urgency.FIRST,
    )


def factor_reset(reset: FactorReset, *, by: User | None, reason: str, at: datetime) -> Message:
    """Asks the other administrators, or tells them all how it ended."""
    return outbox.write(
        "accounts/factor_reset",
        to="iqm",
        of={"kind": IqmRoleKind.ADMINISTRATOR},
        about=reset,
        at=at,
        context={
            "person": reset.person.name,
            "by": by.name if by else "",
            "not_to_decide": [reset.asked_by_id, reset.person_id],
            "state": reset.state,
            "reason": reason,
            "until": long_date(london_date(reset.lapses_at)),
            "path": reverse("accounts:factor_reset", args=[reset.pk]),
        },
        urgency=Urgency.FIRST,
    )


def factor_reset_of_yours(reset: FactorReset, *, by: User | None, reason: str, at: datetime) -> Message:
    """The person hears of each step, and why it was asked, so that nobody takes their factor away behind their back."""
    is_done = reset.state == FactorResetState.DONE
    return outbox.write(
        "accounts/factor_reset_of_yours",
        to="people",
        of={"ids": [reset.person_id]},
        about=reset,
        at=at,
        context={
            "by": by.name if by else "",
            "is_own": by is not None and by.pk == reset.person_id,
            "reason": reason if reset.state == FactorResetState.ASKED else "",
            "until": long_date(london_date(reset.lapses_at)),
            "state": reset.state,
            "path": reverse("account_reset_password") if is_done else reverse("accounts:factor_reset", args=[reset.pk]),
        },
        urgency=Urgency.FIRST,
    )


def provider_kept(provider: Provider, what: str, *, by: User, at: datetime) -> Message:
    """Tells every administrator that another door was set up, changed, opened or shut."""
    return outbox.write(
        "accounts/provider_kept",
        to="iqm",
        of={"kind": IqmRoleKind.ADMINISTRATOR},
        about=provider,
        at=at,
        context={
            "provider": provider.name,
            "by": by.name,
            "what": in_words("accounts.provider", what),
            "domains": ", ".join(provider.domains.order_by("domain").values_list("domain", flat=True)),
            "is_only_way": provider.is_only_way,
            "path": reverse("accounts:provider", args=[provider.pk]),
        },
        urgency=Urgency.FIRST,
    )


def provider_linked(user: User, provider: Provider, *, is_linked: bool, at: datetime) -> Message:
    """Nobody's account is opened in another way, or in one fewer, without their reading of it."""
    return outbox.write(
        "accounts/provider_linked",
        to="people",
        of={"ids": [user.pk]},
        about=user,
        at=at,
        context={"provider": provider.name, "is_linked": is_linked, "path": reverse("accounts:sign_ins")},
        urgency=Urgency.FIRST,
    )
