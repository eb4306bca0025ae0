"""Roles at IQM: granted and ended by an administrator, never by oneself (R48)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts import signals
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.flows import sign_in
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import ends_at
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event


class LastAdministrator(Refused):
    """Somebody must be left who can let people in."""


@transaction.atomic
def grant(user: User, kind: str, *, by: User, at: datetime) -> IqmRole:
    """Give the person a role at IQM. Raises Refused when they hold it already, NotPermitted for one's own."""
    require(by, "accounts.manage_roles", user)
    return hold(user, kind, by=by, at=at)


def hold(user: User, kind: str, *, by: User | None, at: datetime) -> IqmRole:
    """Write the role and announce it; whoever calls has checked that it may be given."""
    if user.is_erased:
        raise Refused(_("This person was erased, which cannot be undone. Invite them anew by their address."))
    try:
        with transaction.atomic():
            role: IqmRole = IqmRole.objects.create(user=user, kind=IqmRoleKind(kind), granted_at=at, granted_by=by)
    except IntegrityError as error:
        words = _("%(name)s already holds the role %(role)s.")
        raise Refused(words % {"name": user.name, "role": IqmRoleKind(kind).label}) from error
    record_event(role, "grant", by=by, at=at, facts={"user": user.pk, "kind": kind})
    sign_in.end_all(user, by=by, at=at, why="role")
    signals.iqm_role_granted.send(sender=IqmRole, role=role, at=at)
    return role


@transaction.atomic
def end(role: IqmRole, *, by: User, at: datetime, reason: str) -> IqmRole:
    """End a role; it stops on the person's next request. Ending twice changes nothing."""
    administrators = IqmRole.objects.select_for_update().live().filter(kind=IqmRoleKind.ADMINISTRATOR)
    held_by = {administrator.pk for administrator in administrators}
    fresh: IqmRole = IqmRole.objects.select_for_update().get(pk=role.pk)
    require(by, "accounts.manage_roles", fresh)
    if fresh.ended_at:
        return fresh
    if held_by == {fresh.pk}:
        raise LastAdministrator(_("This is the last administrator. Grant the role to somebody else first."))
    fresh.ended_at, fresh.ended_by = ends_at(fresh.granted_at, at), by
    fresh.save(update_fields=["ended_at", "ended_by"])
    record_event(fresh, "end", by=by, at=at, reason=reason, facts={"user": fresh.user_id, "kind": fresh.kind})
    signals.iqm_role_ended.send(sender=IqmRole, role=fresh, by=by, at=at)
    return fresh
