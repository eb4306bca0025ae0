"""Somebody asks to join a school; who manages its people, or staff, lets them in or says why not (R5j)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import first_moment, is_over, last_moment, london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.rounds import each
from iqm_coe.lib.transitions import advance, record_event
from schools import conf, emails
from schools.flows import role as role_flows
from schools.models.joining import Joining
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.stopping import is_stopped


@transaction.atomic
def ask(school: School, *, kind: str, words: str, by: User, at: datetime) -> Joining:
    """It gives nothing yet, and lapses after the days of the setting.

    Raises Refused where the school has closed, the person holds the role, has asked already, or asked often today.
    """
    require(by, "schools.ask_to_join")
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    _require_reason_to_ask(school, kind, by=by)
    _require_few(by=by, at=at)
    try:
        with transaction.atomic():
            joining: Joining = Joining.objects.create(
                user=by,
                school=school,
                kind=kind,
                words=words.strip(),
                asked_at=at,
                expires_at=last_moment(london_date(at) + timedelta(days=conf.joining_days.get())),
            )
    except IntegrityError as error:
        words = _("You have asked to join %s already. Your request waits for an answer.")
        raise Refused(words % school.name) from error
    record_event(joining, "ask", by=by, at=at, facts={"school": school.pk, "kind": kind})
    emails.joining_asked(joining, at=at)
    return joining


def _require_reason_to_ask(school: School, kind: str, *, by: User) -> None:
    if not School.objects.open().filter(pk=school.pk).exists():
        raise Refused(_("%s is closed, so nobody joins it. Look for the school that took its place.") % school.name)
    if SchoolRole.objects.held_by(by, kind).filter(school=school).exists():
        raise Refused(_("You hold this role at %s already. There is nothing to ask for.") % school.name)


def _require_few(*, by: User, at: datetime) -> None:
    """So many a person and day, those that were taken back among them: each is a mail in our name."""
    if by.joinings.filter(asked_at__gte=first_moment(london_date(at))).count() >= conf.joinings_a_day.get():
        words = _(
            "You have asked to join as many schools today as may be asked on one day. Those requests stand, and this "
            "one was not sent. You can go on tomorrow."
        )
        raise Refused(words)


@transaction.atomic
def accept(joining: Joining, *, by: User, at: datetime) -> SchoolRole:
    """The person has exactly the role they asked for, from now on; they and who speaks for the school are told."""
    done = advance(joining, "accept", by=by, at=at, answered_at=at, answered_by=by)
    if is_over(done.expires_at, at) and not is_stopped(done.school_id):
        raise Refused(_("This request has lapsed. Invite the person instead, or have them ask again."))
    if not done.user.is_active:
        raise Refused(_("The account of %s is shut, so nothing can be given to it now.") % done.user.name)
    role = role_flows.hold(done.school, done.user, done.kind, by=by, at=at)
    emails.role_taken(role, by=by, at=at)
    emails.joining_answered(done, at=at)
    return role


@transaction.atomic
def decline(joining: Joining, *, answer: str, by: User, at: datetime) -> Joining:
    """The person reads the answer, which says why."""
    if not answer.strip():
        raise Refused(_("Say why not: the person reads it. Nothing was changed."))
    done = advance(joining, "decline", by=by, at=at, answered_at=at, answered_by=by, answer=answer.strip())
    emails.joining_answered(done, at=at)
    return done


@transaction.atomic
def withdraw(joining: Joining, *, by: User, at: datetime) -> Joining:
    """Whoever asked takes it back."""
    return advance(joining, "withdraw", by=by, at=at, answered_at=at)


def lapse_overdue(*, at: datetime) -> int:
    """What nobody answered in time; returns how many."""

    def lapse(joining: Joining) -> None:
        advance(joining, "lapse", by=None, at=at, answered_at=at)

    return each("lapse requests to join a school", list(Joining.objects.overdue(at).order_by("pk")), lapse, at=at)
