"""Who receives a message: named resolvers, asked at sending, so that a leaver gets nothing (R40)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

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


Resolver = Callable[..., Iterable[Receiver]]
ResolverT = TypeVar("ResolverT", bound=Resolver)

_resolvers: dict[str, Resolver] = {}


def audience(name: str) -> Callable[[ResolverT], ResolverT]:
    """Declare a resolver under a name; its keyword arguments come from the message's row."""

    def keep(resolver: ResolverT) -> ResolverT:
        _resolvers[name] = resolver
        return resolver

    return keep


def receivers_of(name: str, **of: object) -> list[Receiver]:
    """The receivers as they stand now, one an address. KeyError: no such audience."""
    found = {receiver.address.lower(): receiver for receiver in _resolvers[name](**of)}
    return list(found.values())


def as_receiver(user: User) -> Receiver:
    """A person of ours as a receiver."""
    return Receiver(user.email, user.name, user.time_zone, user.pk)


def invitee(invitations: InvitationQuerySet, invitation: int) -> list[Receiver]:
    """The invited address, while the invitation is open."""
    return [Receiver(found.email) for found in invitations.open().filter(pk=invitation)]


@audience("address")
def address(email: str) -> list[Receiver]:
    """A bare address: for sign-in mail, which belongs to whoever holds the mailbox."""
    return [Receiver(email)]


@audience("people")
def people(ids: list[int]) -> list[Receiver]:
    """Named people, as far as they are still active."""
    return [as_receiver(user) for user in User.objects.filter(pk__in=ids, is_active=True)]


@audience("iqm")
def iqm(kind: str) -> list[Receiver]:
    """Everybody who holds this role at IQM."""
    return [as_receiver(user) for user in User.objects.holding(kind)]


@audience("iqm_invitee")
def iqm_invitee(invitation: int) -> list[Receiver]:
    """The address invited to a role at IQM."""
    return invitee(IqmInvitation.objects.all(), invitation)
