"""Agreeing the day of a visit: rounds of a few days, one accepted, or fixed by staff (R20)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import WrongState, advance, record_event
from iqm_coe.lib.working_days import closed_because
from reviews.update.enums import ReviewState
from reviews.visits import conf
from reviews.visits.conditions import conflict
from reviews.visits.conditions.date import update_due_on
from reviews.visits.conditions.visit import reviews_covered, side_of
from reviews.visits.emails import visit as emails
from reviews.visits.enums import ConflictKind, Side, VisitState
from reviews.visits.models.date import DateProposal, DateRound
from reviews.visits.models.visit import WITH_A_DAY, Visit


class DayTaken(Refused):
    """The assessor has another agreed visit on that day."""


def _locked(visit: Visit) -> Visit:
    fresh: Visit = Visit.objects.select_for_update(of=("self",)).select_related("year", "host").get(pk=visit.pk)
    return fresh


@transaction.atomic
def propose(visit: Visit, days: Iterable[date], *, by: User, at: datetime) -> DateRound:
    """One side names the days that suit it; days of the other side that still wait are answered by these (R20)."""
    fresh = _locked(visit)
    require(by, "visits.propose_dates", fresh)
    if fresh.state != VisitState.DECLARED:
        raise WrongState(fresh, "propose")
    wanted = sorted(set(days))
    _require_number(wanted)
    for day in wanted:
        require_possible(fresh, day, at=at)
    side = side_of(fresh, by)
    _close_open_round(fresh, side, by=by, at=at)
    number = fresh.rounds.count() + 1
    made = DateRound.objects.create(visit=fresh, number=number, side=side, proposed_by=by, proposed_at=at)
    DateProposal.objects.bulk_create(DateProposal(round=made, on=day) for day in wanted)
    record_event(made, "propose", by=by, at=at, facts={"visit": fresh.pk, "days": [day.isoformat() for day in wanted]})
    emails.dates_proposed(made, by=by, at=at)
    return made


def _require_number(wanted: list[date]) -> None:
    most = conf.days_a_round.get()
    if not 1 <= len(wanted) <= most:
        raise Refused(_("Propose at least one day and at most %d.") % most)


def _close_open_round(visit: Visit, side: Side, *, by: User, at: datetime) -> None:
    for date_round in visit.rounds.open():
        if date_round.side == side:
            raise Refused(_("Your side has proposed days already; the other side answers first."))
        advance(date_round, "counter", by=by, at=at, closed_at=at)


def require_possible(visit: Visit, day: date, *, at: datetime) -> None:
    """Raise Refused unless the day can be a visiting day: to come, in the year, a working day, the assessor free."""
    name = long_date(day)
    if day <= london_date(at):
        raise Refused(_("%s is not to come. Choose a later day.") % name)
    if not visit.year.holds(day):
        words = _("%(day)s lies outside this Centre year, which ends on %(end)s.")
        raise Refused(words % {"day": name, "end": long_date(visit.year.closes_on)})
    because = closed_because(day, visit.host.country)
    if because:
        words = _("%(day)s is no visiting day at %(school)s: %(why)s.")
        raise Refused(words % {"day": name, "school": visit.host.name, "why": because})
    if Visit.objects.filter(assessor=visit.assessor_id, agreed_on=day, state__in=WITH_A_DAY).exclude(pk=visit.pk):
        raise DayTaken(_taken(visit, day))
    _require_accredited(visit, day)


def _require_accredited(visit: Visit, day: date) -> None:
    conflicts = conflict.conflicts(visit.assessor, visit.year, [], on=day)
    for one in conflicts:
        if one.kind == ConflictKind.NOT_ACCREDITED:
            raise Refused(one.words)


def _require_free(visit: Visit, *, at: datetime) -> None:
    """Raise Refused for a conflict that came up since the assessor accepted; the accreditation is asked for the day."""
    for one in conflict.against(visit, on=london_date(at)):
        if one.kind != ConflictKind.NOT_ACCREDITED:
            raise Refused(one.words)


def _require_nothing_recorded(visit: Visit, *, at: datetime) -> None:
    """Raise Refused where the agreed day has come and something was found on it."""
    if visit.agreed_on is None or london_date(at) < visit.agreed_on:
        return
    covered = visit.covers.standing()
    if covered.filter(Q(review__state=ReviewState.RECORDED) | Q(review__findings__isnull=False)).exists():
        raise Refused(_("What was found on the day of this visit is recorded already; the day stays as it is."))


def _taken(visit: Visit, day: date) -> str:
    words = _("%(name)s has another visit agreed for %(day)s. Choose another day; nothing was changed.")
    return words % {"name": visit.assessor.name, "day": long_date(day)}


@transaction.atomic
def accept(proposal: DateProposal, *, by: User, at: datetime) -> Visit:
    """The other side takes one of the days. Raises DayTaken when another visit was agreed for it meanwhile."""
    visit = _locked(proposal.round.visit)
    closed = advance(proposal.round, "accept", by=by, at=at, closed_at=at)
    require_possible(visit, proposal.on, at=at)
    _require_free(visit, at=at)
    facts = {"day": proposal.on.isoformat(), "round": closed.number}
    agreed = _give_day(visit, "agree", proposal.on, by=by, at=at, facts=facts)
    emails.date_agreed(agreed, by=by, at=at)
    return agreed


@transaction.atomic
def decline(round_: DateRound, *, reason: str, by: User, at: datetime) -> DateRound:
    """The other side can do none of the days; it proposes its own, or waits for others."""
    _locked(round_.visit)
    declined = advance(round_, "decline", by=by, at=at, reason=reason, closed_at=at)
    emails.dates_declined(declined, reason, by=by, at=at)
    return declined


@transaction.atomic
def fix(visit: Visit, day: date, *, reason: str, by: User, at: datetime) -> Visit:
    """Staff set the day that nobody agreed, or move an agreed one, with a reason."""
    if not reason.strip():
        raise Refused(_("Give the reason: the assessor and the schools read it."))
    fresh = _locked(visit)
    require_possible(fresh, day, at=at)
    _require_free(fresh, at=at)
    _require_nothing_recorded(fresh, at=at)
    for date_round in fresh.rounds.open():
        advance(date_round, "drop", by=by, at=at, closed_at=at)
    fixed = _give_day(fresh, "fix", day, by=by, at=at, facts={"day": day.isoformat()}, reason=reason)
    emails.date_agreed(fixed, by=by, at=at, reason=reason)
    return fixed


def _give_day(
    visit: Visit, action: str, day: date, *, by: User, at: datetime, facts: dict[str, object], reason: str = ""
) -> Visit:
    """Write the day; the database decides which of two visits of one assessor has it."""
    try:
        with transaction.atomic():
            fields = {"agreed_on": day, "agreed_at": at}
            agreed = advance(visit, action, by=by, at=at, reason=reason, facts=facts, **fields)
    except IntegrityError as error:
        raise DayTaken(_taken(visit, day)) from error
    _bring_updates_forward(agreed, day, by=by, at=at)
    return agreed


def _bring_updates_forward(visit: Visit, day: date, *, by: User, at: datetime) -> None:
    """Each update is due so many working days before the visit; a day that has passed is never stamped (R15)."""
    today = london_date(at)
    covered = reviews_covered(visit).select_for_update(of=("self",)).select_related("school")
    for review in covered.order_by("pk"):
        due_on = update_due_on(day, review)
        if review.state != ReviewState.WRITING or due_on <= today or due_on == review.update_due_on:
            continue
        facts = {"from": review.update_due_on.isoformat(), "to": due_on.isoformat(), "visit": visit.pk}
        review.update_due_on = due_on
        review.save(update_fields=["update_due_on"])
        record_event(review, "move_deadline", by=by, at=at, facts=facts)
