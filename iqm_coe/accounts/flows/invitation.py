"""Invitations bound to an address: what is the same for every kind of them (R5)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts import conf, signals
from iqm_coe.accounts.enums import InvitationState
from iqm_coe.accounts.flows import role
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.invitation import Invitation, IqmInvitation
from iqm_coe.accounts.models.provider import Provider
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_office
from iqm_coe.lib import letterhead
from iqm_coe.lib.dates import first_moment, is_over, last_moment, london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.origins import Origin
from iqm_coe.lib.permissions import could, may, require
from iqm_coe.lib.rounds import each
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import advance, record_event

AnyInvitation = TypeVar("AnyInvitation", bound=Invitation)


class InvitationOver(Refused):
    """The end of the invitation has come, whether or not the clock has marked it yet."""


def close(
    invitation: AnyInvitation, action: str, *, by: User | None, at: datetime, stands_still: bool = False
) -> AnyInvitation:
    """Accept, decline, withdraw or lapse under lock; only an invitation still within its time can be accepted. Its time
    does not run while it stands still.
    """
    closed = advance(invitation, action, by=by, at=at, answered_at=at)
    if action == "accept" and not stands_still and is_over(closed.expires_at, at):
        raise InvitationOver(_("This invitation has lapsed. Ask for a new one from the person who invited you."))
    return closed


def require_standing(invitation: Invitation, *, by: User, permission: str, subject: object) -> None:
    """Whoever invited still may, and is somebody else: an offer does not outlive the right to make it (R48)."""
    if invitation.invited_by_id == by.pk:
        raise Refused(_("Nobody appoints themselves. Somebody else has to invite you."))
    if not may(invitation.invited_by, permission, subject):
        if could(invitation.invited_by, permission, subject):
            raise Refused(
                _("The IQM office has stopped the writing of the school for now. Answer once it is allowed again.")
            )
        words = _("%s, who invited you, can no longer do so. Ask for a new invitation.")
        raise Refused(words % invitation.invited_by.name)


def let_fall(offers: Iterable[AnyInvitation], permission: str, *, at: datetime) -> list[AnyInvitation]:
    """Withdraw those of these open offers whose maker has lost the right to make them, so that they do not come to life
    again with a role that is given again later; returns them.
    """
    fallen = [offer for offer in offers if not could(offer.invited_by, permission, offer)]
    for offer in fallen:
        close(offer, "fall", by=None, at=at)
    return fallen


def is_to_be_answered(invitation: Invitation, *, at: datetime) -> bool:
    """Open, and still within its time, whether or not the clock has marked its end."""
    return invitation.state == InvitationState.OPEN and not is_over(invitation.expires_at, at)


@transaction.atomic
def join(invitation: Invitation, *, name: str, password: str, at: datetime, origin: Origin) -> User:
    """An account with nothing in it for whoever showed the word of the mail: it proves the address, once, and only
    while the offer can be answered. Raises Refused, and changes nothing of an account that there is.
    """
    fresh: Invitation = type(invitation)._default_manager.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not is_to_be_answered(fresh, at=at):
        raise Refused(_("This invitation can no longer be taken up, so no account was made. Ask for a new one."))
    if Event.objects.of(fresh).filter(action="prove_address").exists():
        raise Refused(_("This link has made an account already. Sign in with it; the invitation waits there."))
    _require_no_other_way(fresh.email)
    try:
        with transaction.atomic():
            user: User = User.objects.create_user(fresh.email, name, password)
            EmailAddress.objects.create(user=user, email=fresh.email, verified=True, primary=True)
    except (IntegrityError, ValidationError) as error:
        raise Refused(_("There is an account for this address by now. Sign in; the invitation waits there.")) from error
    record_event(fresh, "prove_address", by=user, at=at)
    record_event(user, "join_by_invitation", by=user, at=at, origin=origin)
    return user


def _require_no_other_way(email: str) -> None:
    """Nobody has the address already, also as a second one or one that is not proved; and no provider speaks for it."""
    if EmailAddress.objects.filter(email__iexact=email).exists():
        raise Refused(_("There is an account for this address by now. Sign in; the invitation waits there."))
    only = Provider.objects.only_way_for(email)
    if only:
        raise Refused(_("People with this address sign in with %s: use its button on the sign-in page.") % only.name)


def require_few(*, by: User, at: datetime) -> None:
    """Nobody writes to any number of strangers in our name: so many invitations of whatever kind a person and day, also
    those that were taken back. Locks the person, so that two at once are counted one after the other.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    sent = Event.objects.filter(by=by, action="invite", at__gte=first_moment(london_date(at))).count()
    limit = conf.invitations_of_iqm_a_day if is_office(by, None) else conf.invitations_a_day
    require_fewer(sent, limit.get(), _("in your name"), at=at)


def require_fewer(sent: int, most: int, whose: str, *, at: datetime) -> None:
    """Raises Refused once as many went out on this day as may."""
    if sent >= most:
        words = _(
            "%(sent)s invitations have gone out %(whose)s today, which is as many as may on one day. They stand, and "
            "this one was not sent. You can go on tomorrow, %(day)s; if it cannot wait, write to the IQM office, "
            "%(office)s."
        )
        tomorrow = long_date(london_date(at) + timedelta(days=1))
        told = {"sent": sent, "whose": whose, "day": tomorrow, "office": letterhead.email.get()}
        raise Refused(words % told)


def lapse_overdue(model: type[Invitation], *, at: datetime) -> int:
    """Lapse each open invitation of this kind whose end has come; returns how many."""
    overdue: list[Invitation] = list(model._default_manager.overdue(at).order_by("pk"))  # type: ignore[attr-defined]  # ours

    def lapse(invitation: Invitation) -> None:
        close(invitation, "lapse", by=None, at=at)

    return each(f"lapse {model._meta.label_lower}", overdue, lapse, at=at)


@transaction.atomic
def invite_to_iqm(email: str, kind: str, *, by: User, at: datetime) -> IqmInvitation:
    """Offer a role at IQM to an address. Raises Refused when the address has an open offer of it."""
    require(by, "accounts.manage_roles", None)
    require_few(by=by, at=at)
    expires_at = last_moment(london_date(at) + timedelta(days=conf.iqm_invitation_days.get()))
    try:
        with transaction.atomic():
            invitation: IqmInvitation = IqmInvitation.objects.create(
                email=email.lower(), kind=kind, invited_by=by, invited_at=at, expires_at=expires_at
            )
    except IntegrityError as error:
        raise Refused(_("%s has been invited to this role and has not answered yet.") % email) from error
    record_event(invitation, "invite", by=by, at=at, facts={"kind": kind})
    signals.iqm_invited.send(sender=IqmInvitation, invitation=invitation, at=at)
    return invitation


@transaction.atomic
def accept_iqm(invitation: IqmInvitation, *, by: User, at: datetime) -> IqmInvitation:
    """The invited person takes the role, in the name of the administrator who offered it."""
    accepted = close(invitation, "accept", by=by, at=at)
    require_standing(accepted, by=by, permission="accounts.manage_roles", subject=by)
    role.hold(by, accepted.kind, by=accepted.invited_by, at=at)
    return accepted
