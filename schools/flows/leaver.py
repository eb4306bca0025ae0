"""A part at a school goes to a successor, or everything that somebody has there, in one act (R5c, R5u)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.conditions.user import addresses_of
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.permissions import require
from schools import emails
from schools.conditions.leaver import fingerprint_of, going, passing
from schools.enums import SchoolRoleKind
from schools.flows import role as role_flows
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole


@transaction.atomic
def pass_on(role: SchoolRole, *, email: str, read: str, by: User, at: datetime) -> RoleInvitation | list[SchoolRole]:
    """Hand over all that the holder of this role has at its school and `by` may give: to a colleague there now, to
    anybody else when they accept the invitation, which falls with the right to make it. `read` is the fingerprint of
    what was shown.

    Raises NotPermitted where nothing goes by an act of theirs; Refused where something has changed since it was
    shown, or the successor is the leaver.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # before the school, as inviting does
    role_flows.hold_still(role.school_id)
    rows = SchoolRole.objects.select_for_update(of=("self",)).select_related("school", "user")
    fresh: SchoolRole = rows.get(pk=role.pk)
    require(by, "schools.pass_on", fresh)
    school, leaver = fresh.school, fresh.user
    if fresh.is_over(london_date(at)):
        raise Refused(_("This role is over, so nothing was handed over. Open the page of the people of the school."))
    if email.lower() in addresses_of(leaver):
        raise Refused(_("Name somebody else: this is the address of the person who leaves."))
    if email.lower() in addresses_of(by):
        raise Refused(_("Nobody takes over by an act of their own: ask somebody else who gives the role."))
    roles = going(school, leaver, by=by, lock=True)
    if not roles:
        raise NotPermitted("schools.pass_on")  # the page says who gives each role, and offers no button
    if fingerprint_of(passing(school, leaver, by=by)) != read:
        raise Refused(_("Something has changed since you opened this page. Nothing was handed over: read it again."))
    colleague = school.roles.live().filter(user__email__iexact=email).select_related("user").first()
    if colleague is not None:
        return role_flows.pass_all(school, leaver, colleague.user, by=by, act_of=by, at=at)
    first = roles[0]
    return role_flows.invite(
        school, email=email, kind=first.kind, by=by, at=at, until=first.until, succeeds=first, passes_all=True
    )


@transaction.atomic
def hand_over(role: SchoolRole, *, email: str, by: User, at: datetime) -> RoleInvitation | SchoolRole:
    """Name the successor in one act: a colleague takes over now, anybody else when they accept the invitation."""
    role_flows.hold_still(role.school_id)
    fresh: SchoolRole = SchoolRole.objects.select_for_update().get(pk=role.pk)
    require(by, "schools.hand_over", fresh)
    if fresh.is_over(london_date(at)):
        raise Refused(_("You no longer hold this role; it cannot be handed over."))
    if email.lower() in addresses_of(by):
        raise Refused(_("Name somebody else: this is your own address."))
    colleague = fresh.school.roles.live().filter(user__email__iexact=email).select_related("user").first()
    if colleague is None:
        until = fresh.until  # a last day goes with its role
        return role_flows.invite(
            fresh.school, email=email, kind=SchoolRoleKind.COORDINATOR, by=by, at=at, until=until, succeeds=fresh
        )
    taken = role_flows.hold(fresh.school, colleague.user, SchoolRoleKind.COORDINATOR, by=by, at=at, until=fresh.until)
    role_flows.end(fresh, by=by, at=at, reason=_("Handed over."))
    emails.role_taken(taken, by=by, at=at)
    emails.role_given(taken, by=by, at=at)
    return taken
