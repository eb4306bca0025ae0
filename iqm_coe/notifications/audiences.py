"""Who receives a message: named resolvers, asked at each try to send it, so that a leaver gets nothing (R40)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.querysets import InvitationQuerySet


@dataclass(frozen=True)
class Receiver:
    """One address and, where the person is known here, who they are."""

    address: str
    name: str = ""
    time_zone: str = "Europe/London"
    user_id: int | None = None
    why: str = ""  # why they get mail of this audience, after “because”
    is_newcomer: bool = False


Resolver = Callable[..., "Iterable[Receiver] | None"]
ResolverT = TypeVar("ResolverT", bound=Resolver)

_resolvers: dict[str, Resolver] = {}


def audience(name: str) -> Callable[[ResolverT], ResolverT]:
    """Declare a resolver under a name; its keyword arguments come from the message's row.

    It gives None where there is no reason to write to anybody any more, such as an invitation that was taken back; an
    empty answer means that somebody should have read it and nobody was there, which becomes a task of the office.
    """

    def keep(resolver: ResolverT) -> ResolverT:
        _resolvers[name] = resolver
        return resolver

    return keep


def receivers_of(name: str, **of: object) -> list[Receiver] | None:
    """The receivers as they stand now, one an address; None where the reason has passed. KeyError: no such audience."""
    resolved = _resolvers[name](**of)
    if resolved is None:
        return None
    return list({receiver.address.lower(): receiver for receiver in resolved}.values())


def as_receiver(user: User, *, why: str) -> Receiver:
    """A person of ours as a receiver."""
    return Receiver(user.email, user.name, user.time_zone, user.pk, why=why)


def invitee(invitations: InvitationQuerySet, invitation: int) -> list[Receiver] | None:
    """The invited address, while the invitation is open."""
    found = invitations.open().filter(pk=invitation).select_related("invited_by").first()
    if found is None:
        return None
    why = _("%s invited you by this address") % found.invited_by.name
    return [Receiver(found.email, why=why, is_newcomer=True)]


@audience("address")
def address(email: str) -> list[Receiver]:
    """A bare address: for sign-in mail, which belongs to whoever holds the mailbox."""
    return [Receiver(email, why=_("somebody uses this address to sign in here, or tried to"))]


@audience("people")
def people(ids: list[int]) -> list[Receiver]:
    """Named people, as far as they are still active."""
    why = _("it is about your own part in the programme")
    return [as_receiver(user, why=why) for user in User.objects.filter(pk__in=ids, is_active=True)]


@audience("account_holder")
def account_holder(user: int) -> list[Receiver]:
    """One person, also where nobody signs in to their account for now: it is about that."""
    why = _("it is about your own account")
    return [as_receiver(one, why=why) for one in User.objects.filter(pk=user)]


@audience("iqm")
def iqm(kind: str) -> list[Receiver]:
    """Everybody who holds this role at IQM."""
    why = _("you hold this role: %s") % IqmRoleKind(kind).label
    return [as_receiver(user, why=why) for user in User.objects.holding(kind)]


@audience("iqm_invitee")
def iqm_invitee(invitation: int) -> list[Receiver] | None:
    """The address invited to a role at IQM."""
    return invitee(IqmInvitation.objects.all(), invitation)
