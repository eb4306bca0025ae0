"""How a Centre forms: a school starts it, invites others, each answers for itself (R7, R8)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres import conf, emails, signals
from centres.conditions import invitation as invitation_conditions
from centres.enums import CentreState
from centres.models import Centre, CentreInvitation, Membership
from iqm_coe.accounts.models import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import advance, remember
from schools.enums import SchoolStatus
from schools.models import School


class AlreadyInACentre(Refused):
    """A school stands in one Centre at a time (R7)."""


@transaction.atomic
def start(school: School, *, name: str, by: User, at: datetime) -> Centre:
    """Begin a Centre with this school in the lead, in its place."""
    require(by, "centres.start", school)
    centre: Centre = Centre.objects.create(name=name, lead_school=school, started_at=at, started_by=by)
    remember(centre, "start", by=by, at=at, facts={"lead_school": school.pk})
    join(centre, school, by=by, at=at)
    return centre


def join(centre: Centre, school: School, *, by: User, at: datetime) -> Membership:
    """Give the school its place; the database decides who was first. Raises AlreadyInACentre."""
    try:
        with transaction.atomic():
            membership: Membership = Membership.objects.create(centre=centre, school=school, joined_at=at)
    except IntegrityError as error:
        raise AlreadyInACentre(_already(school)) from error
    remember(membership, "join", by=by, at=at, facts={"centre": centre.pk, "school": school.pk})
    signals.school_joined.send(sender=Membership, membership=membership, by=by, at=at)
    return membership


def _already(school: School) -> str:
    words = _("%s already stands in a Centre. A school belongs to one Centre at a time; nothing was changed.")
    return words % school.name


@transaction.atomic
def invite(centre: Centre, school: School, *, by: User, at: datetime, contact_email: str = "") -> CentreInvitation:
    """Ask a school to join. Raises Refused when it is asked already, stands in a Centre, or is closed."""
    fresh = _open_for_schools(centre)
    require(by, "centres.lead", fresh)
    _require_invitable(fresh, school)
    try:
        with transaction.atomic():
            invitation: CentreInvitation = CentreInvitation.objects.create(
                centre=fresh,
                school=school,
                contact_email=contact_email,
                invited_by=by,
                invited_at=at,
                expires_at=at + timedelta(days=conf.invitation_days.get()),
            )
    except IntegrityError as error:
        raise Refused(_("%s has been invited already and has not answered yet.") % school.name) from error
    remember(invitation, "invite", by=by, at=at, facts={"centre": centre.pk, "school": school.pk})
    emails.invitation(invitation, at=at)
    return invitation


def _open_for_schools(centre: Centre) -> Centre:
    """The locked Centre while schools may come and go."""
    fresh: Centre = Centre.objects.select_for_update().get(pk=centre.pk)
    objection = invitation_conditions.objection(fresh)
    if objection:
        raise Refused(objection)
    return fresh


def _require_invitable(centre: Centre, school: School) -> None:
    if school.status == SchoolStatus.CLOSED:
        raise Refused(_("%s is closed, so it cannot be invited.") % school.name)
    place = Membership.objects.belonging().filter(school=school).first()
    if place and place.centre_id == centre.pk:
        raise Refused(_("%s is in this Centre already.") % school.name)
    if place:
        raise AlreadyInACentre(_already(school))


@transaction.atomic
def accept(invitation: CentreInvitation, *, by: User, at: datetime) -> Membership:
    """The school says yes for itself. Raises AlreadyInACentre, Refused after the end, WrongState when answered."""
    _open_for_schools(invitation.centre)
    accepted = advance(invitation, "accept", by=by, at=at, answered_by=by, answered_at=at)
    if accepted.expires_at <= at:
        raise Refused(_("This invitation has lapsed. Ask the lead school to invite you again."))
    membership = join(accepted.centre, accepted.school, by=by, at=at)
    emails.invitation_answered(accepted, at=at)
    return membership


@transaction.atomic
def decline(invitation: CentreInvitation, *, by: User, at: datetime, reason: str = "") -> CentreInvitation:
    """The school says no for itself."""
    declined = advance(invitation, "decline", by=by, at=at, reason=reason, answered_by=by, answered_at=at)
    emails.invitation_answered(declined, at=at)
    return declined


@transaction.atomic
def withdraw_invitation(invitation: CentreInvitation, *, by: User, at: datetime) -> CentreInvitation:
    """The lead school takes its question back."""
    return advance(invitation, "withdraw", by=by, at=at, answered_by=by, answered_at=at)


@transaction.atomic
def leave(membership: Membership, *, by: User, at: datetime, reason: str = "") -> Membership:
    """A school takes itself out of a Centre that is still forming, or while it awaits its award."""
    left = advance(membership, "leave", by=by, at=at, reason=reason, ended_at=at)
    signals.membership_ended.send(sender=Membership, membership=left, by=by, at=at)
    emails.school_left(left, at=at)
    return left


def release_all(centre: Centre, *, by: User, at: datetime) -> None:
    """End the places and open questions of a Centre that does not come about, so that its schools are free again."""
    closed = advance(centre, "abandon", by=by, at=at)
    for invitation in closed.invitations.open().order_by("pk"):
        advance(invitation, "lapse", by=None, at=at, answered_at=at)
    for membership in closed.memberships.belonging().order_by("pk"):
        advance(membership, "release", by=by, at=at, ended_at=at)


@transaction.atomic
def transfer_lead(centre: Centre, school: School, *, by: User, at: datetime, reason: str) -> Centre:
    """Staff give the lead to another school of the Centre (R9)."""
    fresh: Centre = Centre.objects.select_for_update().get(pk=centre.pk)
    require(by, "centres.transfer_lead", fresh)
    if fresh.state == CentreState.CLOSED:
        raise Refused(_("This Centre is closed; its lead cannot change any more."))
    if not fresh.memberships.belonging().filter(school=school).exists():
        raise Refused(_("%s is not in this Centre.") % school.name)
    before = fresh.lead_school_id
    fresh.lead_school = school
    fresh.save(update_fields=["lead_school"])
    facts = {"from_school": before, "to_school": school.pk}
    remember(fresh, "transfer_lead", by=by, at=at, reason=reason, facts=facts)
    return fresh


def lapse_overdue(*, at: datetime) -> int:
    """Lapse each invitation whose end has come and tell the lead school; returns how many."""
    lapsed = 0
    for invitation in CentreInvitation.objects.open().filter(expires_at__lte=at).order_by("pk"):
        try:
            with transaction.atomic():
                closed = advance(invitation, "lapse", by=None, at=at, answered_at=at)
                emails.invitation_answered(closed, at=at)
        except Refused:  # answered between the query and the lock: the answer stands
            continue
        lapsed += 1
    return lapsed
