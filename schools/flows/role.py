"""People at a school: invited, taking up a role, leaving, handing over (R5)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.flows import invitation as invitation_flows
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import ends_at, first_moment, last_moment, london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.leaving import pass_on_at_school
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from schools import conf, emails, signals
from schools.conditions.cover import open_until, require_a_day_to_come
from schools.conditions.leaver import going, passing, weighs_no_more
from schools.conditions.role import last_day_of, require_new
from schools.enums import HeadChangeKind, SchoolRoleKind
from schools.flows import headship
from schools.holding import over_at
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.stopping import is_stopped


@transaction.atomic
def invite(
    school: School,
    *,
    email: str,
    kind: str,
    by: User,
    at: datetime,
    authority: str = "",
    until: date | None = None,
    succeeds: SchoolRole | None = None,
    passes_all: bool = False,
) -> RoleInvitation:
    """Offer one role at one school to one address; it lapses after the days of the setting. With `until` the role is
    held to the end of that day; with `passes_all` everything goes with it that whoever holds `succeeds` has there.

    Raises Refused when the address holds the role or has an open offer, when who acts for a head comes without
    authority, or the day has passed.
    """
    require(by, "schools.give_role", RoleInvitation(school=school, kind=kind))
    require_new(school, email, kind, authority)
    require_a_day_to_come(kind, until, at=at)
    invitation_flows.require_few(by=by, at=at)
    _require_few_here(school, at=at)
    try:
        with transaction.atomic():
            invitation: RoleInvitation = RoleInvitation.objects.create(
                school=school,
                email=email.lower(),
                kind=SchoolRoleKind(kind),
                authority=authority,
                until=until,
                succeeds=succeeds,
                passes_all=passes_all,
                invited_by=by,
                invited_at=at,
                expires_at=last_moment(open_until(until, on=london_date(at))),
            )
    except IntegrityError as error:
        raise Refused(_("%s has been invited to this role and has not answered yet.") % email) from error
    record_event(invitation, "invite", by=by, at=at, facts={"school": school.pk, "kind": kind})
    emails.role_invitation(invitation, at=at)
    return invitation


def _require_few_here(school: School, *, at: datetime) -> None:
    """So many a school and day, whoever sends them."""
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    sent = school.role_invitations.filter(invited_at__gte=first_moment(london_date(at))).count()
    most = conf.invitations_a_day.get()
    invitation_flows.require_fewer(sent, most, _("for %s") % school.name, at=at)


@transaction.atomic
def accept(invitation: RoleInvitation, *, by: User, at: datetime) -> SchoolRole:
    """Take up the offered role. A hand-over ends the old role in the same act, or all that was to go with it."""
    hold_still(invitation.school_id)  # before the offer, as whoever ends a role does, with which offers fall
    stands_still = is_stopped(invitation.school_id)
    accepted = invitation_flows.close(invitation, "accept", by=by, at=at, stands_still=stands_still)
    invitation_flows.require_standing(accepted, by=by, permission="schools.give_role", subject=accepted)
    if accepted.until and accepted.until < london_date(at):
        raise Refused(_("The role was offered until a day that has passed. Ask for a new invitation."))
    role = hold(
        accepted.school,
        by,
        accepted.kind,
        by=accepted.invited_by,
        at=at,
        authority=accepted.authority,
        until=last_day_of(accepted),
    )
    if not _succeed(accepted, by=by, at=at):
        emails.role_taken(role, by=by, at=at)
    return role


def _succeed(accepted: RoleInvitation, *, by: User, at: datetime) -> bool:
    """End the role that the offer succeeds, or have all go that was to go with it; whether everybody was told."""
    old = accepted.succeeds
    if old is None:
        return False
    if old.user_id == by.pk:  # by another of their addresses: they would end with nothing
        raise Refused(_("This hands over a role of your own, so you cannot take it up. It stays with you."))
    if accepted.passes_all:
        offered = SchoolRoleKind(accepted.kind)  # the weightiest of those that were shown
        return bool(
            pass_all(accepted.school, old.user, by, by=accepted.invited_by, act_of=by, at=at, no_more_than=offered)
        )
    if old.ended_at is None:
        end(old, by=accepted.invited_by, at=at, reason=_("Handed over."), act_of=by)
    return False


def hold(
    school: School,
    user: User,
    kind: str,
    *,
    by: User | None,
    at: datetime,
    authority: str = "",
    until: date | None = None,
) -> SchoolRole:
    """Write the role; holding it already gives the row that stands, for as long as it is given now if that is longer.
    One whose last day has passed is over, and a new one begins. Whoever calls has checked that it may be given.
    """
    held = SchoolRole.objects.filter(school=school, user=user, kind=SchoolRoleKind(kind))
    for past in held.past(london_date(at)).select_for_update(of=("self",)).select_related("school", "user"):
        end(past, by=None, at=at, reason="")
    role, is_new = SchoolRole.objects.get_or_create(
        school=school,
        user=user,
        kind=SchoolRoleKind(kind),
        ended_at=None,
        defaults={"granted_at": at, "granted_by": by, "authority": authority, "until": until},
    )
    if role.until and (until is None or until > role.until):
        move_end(role, until, by=by, at=at)
    if by is not None and role.granted_by is None:
        role.granted_by = by  # given now, and no longer inherited
        role.save(update_fields=["granted_by"])
    if is_new:
        record_event(role, "grant", by=by, at=at, facts={"school": school.pk, "user": user.pk, "kind": kind})
        signals.school_role_begun.send(sender=SchoolRole, role=role, at=at)
        headship.notice(role, HeadChangeKind.BEGUN, by=by, at=at)
        _end_acting(role, by=by, at=at)
    return role


def _end_acting(head: SchoolRole, *, by: User | None, at: datetime) -> None:
    """Who is headteacher from now on acts in the place of none any more."""
    if head.kind != SchoolRoleKind.HEADTEACHER:
        return
    acting = SchoolRole.objects.held().filter(school=head.school_id, user=head.user_id, kind=SchoolRoleKind.ACTING)
    for role in acting.select_for_update(of=("self",)).select_related("school", "user"):
        end(role, by=by or head.user, at=at, reason=_("Became headteacher."), is_told=False)


def move_end(role: SchoolRole, until: date | None, *, by: User | None, at: datetime) -> None:
    """Write the last day, of a role that is locked."""
    before, role.until = role.until, until
    role.save(update_fields=["until"])
    days = {name: day.isoformat() if day else "" for name, day in (("before", before), ("until", until))}
    facts = {"school": role.school_id, "user": role.user_id, "kind": role.kind, **days}
    record_event(role, "set_end", by=by, at=at, facts=facts)
    headship.notice_of_move(role, before, by=by, at=at)
    if inherited := _inherited_by(role):
        move_end(inherited, until, by=by, at=at)


@transaction.atomic
def give_title(role: SchoolRole, *, title: str, by: User, at: datetime) -> SchoolRole:
    """What the school calls the role, as documents print it: Principal, for a head. Empty takes the title away."""
    fresh: SchoolRole = SchoolRole.objects.select_for_update(of=("self",)).get(pk=role.pk)
    require(by, "schools.give_title", fresh)
    if fresh.is_over(london_date(at)):
        raise Refused(_("This role has ended; its title stays as it was."))
    if fresh.title != title.strip():
        fresh.title = title.strip()
        fresh.save(update_fields=["title"])
        record_event(fresh, "give_title", by=by, at=at, reason=fresh.title)
    return fresh


@transaction.atomic
def withdraw(invitation: RoleInvitation, *, by: User, at: datetime) -> RoleInvitation:
    """Take back an open offer."""
    return invitation_flows.close(invitation, "withdraw", by=by, at=at)


@transaction.atomic
def decline(invitation: RoleInvitation, *, by: User, at: datetime) -> RoleInvitation:
    """The invited person says no."""
    return invitation_flows.close(invitation, "decline", by=by, at=at)


@transaction.atomic
def end_role(role: SchoolRole, *, by: User, at: datetime, reason: str = "") -> SchoolRole:
    """Remove a person from a role: always works, takes effect on their next request; twice changes nothing."""
    hold_still(role.school_id)
    fresh: SchoolRole = SchoolRole.objects.select_for_update().get(pk=role.pk)
    require(by, "schools.end_role", fresh)
    if fresh.ended_at is None:
        end(fresh, by=by, at=at, reason=reason)
        let_the_head_inherit(fresh, at=at)
    return fresh


def hold_still(school_id: int) -> None:
    """People of one school come and go one after the other, so that somebody is seen to be the last."""
    School.objects.select_for_update().get(pk=school_id)


def end(
    role: SchoolRole,
    *,
    by: User | None,
    at: datetime,
    reason: str,
    act_of: User | None = None,
    is_told: bool = True,
) -> None:
    """`act_of` is who acts now where the end was decided before: they alone need not be told. What its last day had
    ended already, unmarked, was held no longer than that.
    """
    ended_at = min(at, over_at(role.until)) if role.until else at
    role.ended_at, role.ended_by = ends_at(role.granted_at, ended_at), by
    role.save(update_fields=["ended_at", "ended_by"])
    facts = {"school": role.school_id, "user": role.user_id, "kind": role.kind}
    record_event(role, "end", by=by, at=at, reason=reason, facts=facts)
    signals.school_role_ended.send(sender=SchoolRole, role=role, at=at)
    headship.notice(role, HeadChangeKind.ENDED, by=by, at=at)
    if is_told:
        emails.role_ended(role, by=act_of or by, at=at)
    if inherited := _inherited_by(role):
        end(inherited, by=by, at=at, reason=reason, act_of=act_of, is_told=is_told)
        let_the_head_inherit(inherited, at=at)


def _inherited_by(head: SchoolRole) -> SchoolRole | None:
    """The coordinator's part that somebody has only because they are head: nobody gave it to them."""
    if head.kind != SchoolRoleKind.HEADTEACHER:
        return None
    held = SchoolRole.objects.select_for_update(of=("self",)).select_related("school", "user").held_by(head.user)
    return held.filter(school=head.school_id, kind=SchoolRoleKind.COORDINATOR, granted_by=None).first()


def let_the_head_inherit(ended: SchoolRole, *, at: datetime) -> None:
    """When the last coordinator goes the headteacher inherits, for as long as they are head; without one the office's
    worklist says so.
    """
    live = ended.school.roles.live()
    if ended.kind != SchoolRoleKind.COORDINATOR or live.filter(kind=SchoolRoleKind.COORDINATOR).exists():
        return
    heads = live.filter(kind=SchoolRoleKind.HEADTEACHER)
    if ended.ended_by_id is not None:  # somebody took it from them; what a day ended they may have as head
        heads = heads.exclude(user=ended.user_id)
    for head in heads.select_related("user"):
        role = hold(ended.school, head.user, SchoolRoleKind.COORDINATOR, by=None, at=at, until=head.until)
        emails.coordinator_inherited(role, at=at)


def pass_all(
    school: School,
    leaver: User,
    heir: User,
    *,
    by: User,
    act_of: User,
    at: datetime,
    no_more_than: SchoolRoleKind | None = None,
) -> list[SchoolRole]:
    """Give the heir each role of the leaver at the school that `by` may give, with all that the rooms pass on, and end
    the leaver's; everybody concerned is told once. `no_more_than` is the weightiest kind that was shown before: what
    weighs more stays. Whoever calls holds the school still. Returns the new roles.
    """
    roles = [role for role in going(school, leaver, by=by, lock=True) if weighs_no_more(role, no_more_than)]
    if not roles:
        return []
    taken = [hold(school, heir, role.kind, by=by, at=at, until=role.until) for role in roles]
    what = [line.words for line in passing(school, leaver, by=by) if not line.why_not]
    pass_on_at_school(leaver, heir, school.pk, by=by, at=at)
    for role in reversed(roles):  # what a head inherited before the headship
        end(role, by=by, at=at, reason=_("Handed over."), act_of=act_of, is_told=False)
    emails.handed_over(school, leaver, heir, what, by=act_of, at=at)
    return taken
