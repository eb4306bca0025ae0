"""Appointing an assessor, their declaration and answer, the agenda, and calling a visit off (R19, R21)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.membership.enums import CentreAccessKind
from centres.membership.models.access import CentreAccess
from centres.year.models.year import CentreYear
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import ends_at, london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import advance, record_event
from iqm_coe.lib.versioned import Edit
from iqm_coe.texts.flows.kept import Saved, begins_a_sitting, laid_over, settled
from reviews.update.enums import ReviewState
from reviews.update.models.review import Review
from reviews.visits.conditions import conflict
from reviews.visits.conditions.visit import answer_day, is_at_work
from reviews.visits.emails import visit as emails
from reviews.visits.flows.conflict import ConflictStands
from reviews.visits.models.visit import LONGEST_AGENDA, Visit, VisitedReview
from schools.models.school import School


@transaction.atomic
def appoint(
    year: CentreYear,
    *,
    reviews: Iterable[Review],
    host: School,
    assessor: User,
    mode: str,
    by: User,
    at: datetime,
    waiver_reason: str = "",
) -> Visit:
    """Ask an assessor to visit these schools. Raises ConflictStands, or Refused for an unfit choice (R19).

    A written reason waives a conflict, never a missing accreditation, and every administrator hears of it.
    """
    fresh: CentreYear = CentreYear.objects.select_for_update(of=("self",)).select_related("centre").get(pk=year.pk)
    require(by, "visits.appoint_assessor", fresh)
    covered = list(reviews)
    _require_schools(fresh, covered, host, at)
    _require_assessor(assessor, by)
    waived = _weighed(assessor, fresh, covered, at=at, reason=waiver_reason)
    visit: Visit = Visit.objects.create(
        year=fresh,
        host=host,
        assessor=assessor,
        mode=mode,
        appointed_at=at,
        appointed_by=by,
        answer_by=answer_day(london_date(at)),
        waived=waived,
        waiver_reason=waiver_reason.strip() if waived else "",
        waived_at=at if waived else None,
    )
    _cover(visit, covered)
    facts = {"year": fresh.pk, "assessor": assessor.pk, "schools": [review.school_id for review in covered]}
    record_event(visit, "appoint", by=by, at=at, facts=facts)
    emails.assessor_appointed(visit, at=at)
    if waived:
        record_event(visit, "waive", by=by, at=at, reason=waiver_reason, facts={"rule": "R19", "conflicts": waived})
        emails.conflict_waived(visit, by=by, at=at)
    return visit


def _require_schools(year: CentreYear, covered: list[Review], host: School, at: datetime) -> None:
    if not covered or any(review.year_id != year.pk for review in covered):
        raise Refused(_("Choose at least one school of this Centre year."))
    if any(review.state == ReviewState.RECORDED for review in covered):
        raise Refused(_("A school whose visit is recorded is not visited again this year."))
    if host.pk not in {review.school_id for review in covered}:
        raise Refused(_("The host is one of the schools that are visited."))
    if london_date(at) > year.closes_on:
        raise Refused(_("This Centre year is over; nobody can be appointed for it any more."))


def _require_assessor(assessor: User, by: User) -> None:
    if IqmRoleKind.ASSESSOR not in assessor.iqm_roles or not assessor.is_active:
        raise Refused(_("%s does not hold the role of assessor at IQM.") % assessor.name)
    if assessor == by:
        raise Refused(_("Nobody appoints themselves. Ask a colleague to appoint you, or choose somebody else."))


def _weighed(assessor: User, year: CentreYear, covered: list[Review], *, at: datetime, reason: str) -> list[str]:
    """The conflicts that the reason waives. Raises ConflictStands where one stands without a reason or for good."""
    schools = [review.school for review in covered]
    conflicts = conflict.conflicts(assessor, year, schools, on=london_date(at))
    against = [one for one in conflicts if not one.is_warning]
    if against and not (reason.strip() and all(conflict.can_be_waived for conflict in against)):
        raise ConflictStands(against)
    return sorted({str(conflict.kind.value) for conflict in against})


def _cover(visit: Visit, covered: list[Review]) -> None:
    """Give each review to the visit; the database decides who was first."""
    for review in covered:
        try:
            with transaction.atomic():
                VisitedReview.objects.create(visit=visit, review=review)
        except IntegrityError as error:
            raise Refused(_("%s has a visit this year already.") % review.school.name) from error


def grant_access(visit: Visit, *, by: User, at: datetime) -> None:
    """The assessor sees the Centre from now on; what another visit of theirs gave goes on (R19f)."""
    centre = visit.year.centre
    if centre.access.open().filter(user=visit.assessor, kind=CentreAccessKind.ASSESSOR).exists():
        return
    access = CentreAccess.objects.create(
        centre=centre,
        user=visit.assessor,
        kind=CentreAccessKind.ASSESSOR,
        from_at=at,
        source=f"visit {visit.pk}",
        given_by=by,
    )
    record_event(access, "appoint", by=by, at=at, facts={"centre": centre.pk, "user": access.user_id})


def revoke_access(visit: Visit, *, by: User | None, at: datetime) -> None:
    """End the assessor's access, unless another visit of theirs in the Centre is still under way."""
    centre = visit.year.centre
    others = Visit.objects.under_way().filter(year__centre=centre, assessor=visit.assessor_id).exclude(pk=visit.pk)
    if others.exists():
        return
    open_rows = centre.access.open().select_for_update(of=("self",))
    for access in open_rows.filter(user=visit.assessor_id, kind=CentreAccessKind.ASSESSOR):
        access.until_at = ends_at(access.from_at, at)
        access.save(update_fields=["until_at"])
        record_event(access, "end", by=by, at=at, facts={"centre": centre.pk, "user": access.user_id})


@transaction.atomic
def accept(visit: Visit, *, interests: str, by: User, at: datetime) -> Visit:
    """The assessor declares interests, or that there are none, and accepts; every conflict is looked at again.

    Raises ConflictStands for a conflict that came up since, Refused without a declaration.
    """
    if not interests.strip():
        raise Refused(_("Declare your interests first; write “none” if there are none."))
    accepted = advance(visit, "accept", by=by, at=at, interests=interests.strip(), answered_at=at)
    conflicts = conflict.against(accepted, on=london_date(at))
    if conflicts:
        raise ConflictStands(conflicts)
    grant_access(accepted, by=accepted.appointed_by, at=at)
    emails.appointment_answered(accepted, by=by, at=at)
    emails.assessor_named(accepted, by=by, at=at)
    return accepted


@transaction.atomic
def decline(visit: Visit, *, reason: str, by: User, at: datetime) -> Visit:
    """The assessor says no; the schools wait for another one."""
    declined = advance(visit, "decline", by=by, at=at, reason=reason, answered_at=at)
    release(declined, by=by, at=at)
    emails.appointment_answered(declined, by=by, at=at)
    return declined


@transaction.atomic
def cancel(visit: Visit, *, reason: str, by: User, at: datetime) -> Visit:
    """Staff call a visit off before it is held; its schools can be given to another one."""
    if not reason.strip():
        raise Refused(_("Give the reason: the assessor and the schools read it."))
    cancelled = advance(visit, "cancel", by=by, at=at, reason=reason)
    recorded = cancelled.covers.filter(review__state=ReviewState.RECORDED).select_related("review__school").first()
    if recorded is not None:
        words = _("The visit of %s is recorded already: it was held, and cannot be called off any more.")
        raise Refused(words % recorded.review.school.name)
    for date_round in cancelled.rounds.open():
        advance(date_round, "drop", by=by, at=at, closed_at=at)
    release(cancelled, by=by, at=at)
    emails.visit_cancelled(cancelled, reason, by=by, at=at)
    return cancelled


def release(visit: Visit, *, by: User, at: datetime) -> None:
    """Free the reviews for another visit and end the assessor's access."""
    visit.covers.standing().update(released_at=at)
    revoke_access(visit, by=by, at=at)


@transaction.atomic
def write_agenda(visit: Visit, edit: Edit, *, by: User, at: datetime) -> Saved[Visit]:
    """The assessor sets the agenda (R21)."""
    fresh: Visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    require(by, "visits.write_agenda", fresh)
    if not is_at_work(fresh):
        raise Refused(_("This visit is over; its agenda stays as it is."))
    taken = laid_over(fresh, edit, {"agenda": fresh.agenda}, prose={"agenda": LONGEST_AGENDA}, by=by)
    last = (fresh.agenda_by, fresh.agenda_at)
    if taken.is_changed:
        fresh.agenda, fresh.agenda_by, fresh.agenda_at = taken.texts["agenda"], by, at
        if begins_a_sitting(*last, by=by, at=at):
            record_event(fresh, "write_agenda", by=by, at=at, facts={"characters": len(fresh.agenda)})
    columns = ("agenda", "agenda_by", "agenda_at")
    return settled(fresh, edit, taken, columns=columns, theirs_by=last[0], by=by, at=at)
