"""What an administrator does when an account is in the wrong hands: shut it, open it again, end its sessions."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts import signals
from iqm_coe.accounts.enums import Emergency, IqmRoleKind
from iqm_coe.accounts.flows import sign_in
from iqm_coe.accounts.flows.role import LastAdministrator
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event


@transaction.atomic
def shut(person: User, *, by: User, at: datetime, reason: str) -> User:
    """Nobody signs in to this account any more, and every session of it is over. What the person did, and their roles,
    stay. Raises LastAdministrator where nobody would be left who can let people in, also when two shut each other.
    """
    administrators = IqmRole.objects.select_for_update().live().filter(kind=IqmRoleKind.ADMINISTRATOR)
    held_by = {role.user_id for role in administrators.order_by("pk")}
    left = User.objects.filter(pk__in=held_by - {person.pk}, is_active=True)
    if person.pk in held_by and not left.exists():
        raise LastAdministrator(_("This is the last administrator. Grant the role to somebody else first."))
    fresh = _locked(person, by=by)
    if not fresh.is_active:
        raise Refused(_("This account is shut already. Nothing was changed."))
    fresh.is_active = False
    fresh.save(update_fields=["is_active"])
    return _told(fresh, Emergency.SHUT, by=by, at=at, reason=reason)


@transaction.atomic
def reopen(person: User, *, by: User, at: datetime, reason: str) -> User:
    """The person signs in again, as before; no session of before comes back."""
    fresh = _locked(person, by=by)
    if fresh.is_active:
        raise Refused(_("This account is open. Nothing was changed."))
    fresh.is_active = True
    fresh.save(update_fields=["is_active"])
    return _told(fresh, Emergency.REOPEN, by=by, at=at, reason=reason)


@transaction.atomic
def end_sessions(person: User, *, by: User, at: datetime, reason: str) -> User:
    """The person is signed out everywhere, and signs in anew."""
    return _told(_locked(person, by=by), Emergency.END_SESSIONS, by=by, at=at, reason=reason)


def _locked(person: User, *, by: User) -> User:
    fresh: User = User.objects.select_for_update().get(pk=person.pk)
    require(by, "accounts.act_in_emergency", fresh)
    if fresh.is_erased:
        raise Refused(_("This person was erased, which cannot be undone. Invite them anew by their address."))
    return fresh


def _told(person: User, what: Emergency, *, by: User, at: datetime, reason: str) -> User:
    """The sessions end whatever it was; administrators read of it, and why."""
    record_event(person, f"emergency_{what}", by=by, at=at, reason=reason)
    fresh = sign_in.end_all(person, by=by, at=at, why="emergency")
    signals.emergency.send(sender=User, person=fresh, what=what, by=by, reason=reason, at=at)
    return fresh
