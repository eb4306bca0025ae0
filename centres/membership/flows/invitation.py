"""A school is asked to join and answers for itself; silence lapses (R8)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.membership import conf
from centres.membership.conditions import invitation as invitation_conditions
from centres.membership.emails import invitation as emails
from centres.membership.flows.membership import AlreadyInACentre, already_in_one, join
from centres.membership.models.centre import Centre
from centres.membership.models.freeze import CentreFreeze
from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from iqm_coe.accounts.flows import invitation as invitation_flows
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import first_moment, is_over, last_moment, london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.names import order_of
from iqm_coe.lib.permissions import require
from iqm_coe.lib.rounds import each
from iqm_coe.lib.transitions import advance, record_event
from schools.answering import Answer, answer_each
from schools.audiences import schools_with
from schools.enums import SPEAKERS, SchoolStatus
from schools.models.school import School


@transaction.atomic
def invite(centre: Centre, school: School, *, by: User, at: datetime, contact_email: str = "") -> CentreInvitation:
    """Ask a school to join. Where nobody is there to read it, an address of the school is asked for and written to.
    Raises Refused when it is asked already, stands in a Centre, is closed, or nobody would be told.
    """
    fresh = _open_for_schools(centre)
    require(by, "membership.lead", fresh)
    _require_invitable(fresh, school)
    _require_a_reader(school, contact_email)
    _require_few(fresh, by=by, at=at)
    try:
        with transaction.atomic():
            invitation: CentreInvitation = CentreInvitation.objects.create(
                centre=fresh,
                school=school,
                contact_email=contact_email,
                invited_by=by,
                invited_at=at,
                expires_at=last_moment(london_date(at) + timedelta(days=conf.invitation_days.get())),
            )
    except IntegrityError as error:
        raise Refused(_("%s has been invited already and has not answered yet.") % school.name) from error
    record_event(invitation, "invite", by=by, at=at, facts={"centre": centre.pk, "school": school.pk})
    emails.asked(invitation, by=by, at=at)
    return invitation


def _require_few(centre: Centre, *, by: User, at: datetime) -> None:
    """So many a person, and so many a Centre, on one day; the Centre is locked."""
    invitation_flows.require_few(by=by, at=at)
    sent = centre.invitations.filter(invited_at__gte=first_moment(london_date(at))).count()
    most = conf.invitations_a_day.get()
    invitation_flows.require_fewer(sent, most, _("for %s") % centre.name, at=at)


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
        raise AlreadyInACentre(already_in_one(school))


def _require_a_reader(school: School, contact_email: str) -> None:
    if not contact_email and not schools_with([school.pk], SPEAKERS):
        words = _("Nobody of %s is here yet. Give the email address of somebody there, who is then written to.")
        raise Refused(words % school.name)


@transaction.atomic
def accept(invitation: CentreInvitation, *, by: User, at: datetime) -> Membership:
    """The school says yes for itself. Raises AlreadyInACentre, Refused after the end, WrongState when answered."""
    centre = _open_for_schools(invitation.centre)
    if CentreFreeze.objects.standing().filter(centre=centre).exists():
        raise Refused(
            _(
                "The IQM office has stopped the writing of this Centre for now, so no school joins it. The invitation "
                "stands: answer it once it is allowed again. Nothing was changed."
            )
        )
    accepted = advance(invitation, "accept", by=by, at=at, answered_by=by, answered_at=at)
    if is_over(accepted.expires_at, at):
        raise Refused(_("This invitation has lapsed. Ask the lead school to invite you again."))
    membership = join(accepted.centre, accepted.school, by=by, at=at)
    emails.answered(accepted, by=by, at=at)
    return membership


@transaction.atomic
def decline(invitation: CentreInvitation, *, by: User, at: datetime, reason: str = "") -> CentreInvitation:
    """The school says no for itself."""
    declined = advance(invitation, "decline", by=by, at=at, reason=reason, answered_by=by, answered_at=at)
    emails.answered(declined, by=by, at=at)
    return declined


@transaction.atomic
def answer_for_schools(
    invitations: Sequence[CentreInvitation], *, says_yes: bool, reason: str = "", by: User, at: datetime
) -> list[Answer]:
    """One answer to what several schools of one person were asked: each by the same step as alone, and by this person's
    right at that school. Returns what came of each, by name. Raises Refused where no school is named.
    """
    if not invitations:
        raise Refused(_("Tick at least one school. Nothing was changed."))
    says = partial(accept, by=by, at=at) if says_yes else partial(decline, by=by, at=at, reason=reason)
    rows = [
        (one.school, one) for one in sorted(invitations, key=lambda one: (order_of(one.school.name), one.school_id))
    ]
    return answer_each(rows, says, not_theirs=_("You do not answer for it."))


@transaction.atomic
def withdraw(invitation: CentreInvitation, *, by: User, at: datetime) -> CentreInvitation:
    """The lead school takes its question back."""
    return advance(invitation, "withdraw", by=by, at=at, answered_by=by, answered_at=at)


def lapse_overdue(*, at: datetime) -> int:
    """Lapse each invitation whose end has come and tell the lead school; returns how many."""
    overdue = CentreInvitation.objects.overdue(at).order_by("pk")

    def lapse(invitation: CentreInvitation) -> None:
        closed = advance(invitation, "lapse", by=None, at=at, answered_at=at)
        emails.answered(closed, by=None, at=at)

    return each("lapse invitations to Centres", overdue, lapse, at=at)


def name_another_contact(leaver: User, heir: User, school: int, *, by: User, at: datetime) -> int:
    """The address of the successor stands in open invitations instead of the leaver's, in their hand-over, which asks
    who may; returns in how many.
    """
    named = list(CentreInvitation.objects.naming(leaver.email, school).select_for_update(of=("self",)))
    for invitation in named:
        invitation.contact_email = heir.email
        invitation.save(update_fields=["contact_email"])
        record_event(invitation, "name_contact", by=by, at=at, facts={"school": school})
    return len(named)
