"""Appointing an assessor to a visit, their declaration and answer, and calling a visit off (R19, R21)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.enums import CentreAccessKind
from centres.models import CentreAccess, CentreYear
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import advance, remember
from reviews import emails
from reviews.enums import ReviewState, VisitState
from reviews.flows import independence
from reviews.models import Review, Visit, VisitedReview
from schools.models import School


class NotIndependent(Refused):
    """Ties stand against it; `found` holds them, and whether a written reason would do."""

    def __init__(self, found: list[independence.Found]) -> None:
        self.found = found
        self.can_be_overridden = all(one.can_be_overridden for one in found)
        super().__init__(" ".join(one.words for one in found))


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
    override_reason: str = "",
) -> Visit:
    """Ask an assessor to visit these schools. Raises NotIndependent, or Refused for an unfit choice (R19).

    A written reason overrides a tie, never a missing accreditation, and every administrator hears of it.
    """
    fresh: CentreYear = CentreYear.objects.select_for_update(of=("self",)).select_related("centre").get(pk=year.pk)
    require(by, "reviews.appoint_assessor", fresh)
    covered = list(reviews)
    _require_schools(fresh, covered, host, at)
    _require_assessor(assessor, by)
    overridden = _weighed(assessor, fresh, covered, at=at, reason=override_reason)
    visit: Visit = Visit.objects.create(
        year=fresh,
        host=host,
        assessor=assessor,
        mode=mode,
        appointed_at=at,
        appointed_by=by,
        overridden=overridden,
        override_reason=override_reason.strip() if overridden else "",
        overridden_at=at if overridden else None,
    )
    _cover(visit, covered)
    facts = {"year": fresh.pk, "assessor": assessor.pk, "schools": [one.school_id for one in covered]}
    remember(visit, "appoint", by=by, at=at, facts=facts)
    _let_in(visit, by=by, at=at)
    emails.assessor_appointed(visit, at=at)
    if overridden:
        remember(visit, "override", by=by, at=at, reason=override_reason, facts={"rule": "R19", "ties": overridden})
        emails.tie_overridden(visit, by=by, at=at)
    return visit


def _require_schools(year: CentreYear, covered: list[Review], host: School, at: datetime) -> None:
    if not covered or any(one.year_id != year.pk for one in covered):
        raise Refused(_("Choose at least one school of this Centre year."))
    if any(one.state == ReviewState.RECORDED for one in covered):
        raise Refused(_("A school whose visit is recorded is not visited again this year."))
    if host.pk not in {one.school_id for one in covered}:
        raise Refused(_("The host is one of the schools that are visited."))
    if london_date(at) > year.closes_on:
        raise Refused(_("This Centre year is over; nobody can be appointed for it any more."))


def _require_assessor(assessor: User, by: User) -> None:
    if IqmRoleKind.ASSESSOR not in assessor.iqm_roles or not assessor.is_active:
        raise Refused(_("%s does not hold the role of assessor at IQM.") % assessor.name)
    if assessor == by:
        raise Refused(_("Nobody appoints themselves. Ask a colleague to appoint you, or choose somebody else."))


def _weighed(assessor: User, year: CentreYear, covered: list[Review], *, at: datetime, reason: str) -> list[str]:
    """The ties that the reason overrides. Raises NotIndependent where one stands without a reason or for good."""
    schools = [one.school for one in covered]
    found = independence.ties(assessor, year, schools, on=london_date(at))
    against = [one for one in found if not one.is_warning]
    if against and not (reason.strip() and all(one.can_be_overridden for one in against)):
        raise NotIndependent(against)
    return sorted({str(one.tie.value) for one in against})


def _cover(visit: Visit, covered: list[Review]) -> None:
    """Give each review to the visit; the database decides who was first."""
    for review in covered:
        try:
            with transaction.atomic():
                VisitedReview.objects.create(visit=visit, review=review)
        except IntegrityError as error:
            raise Refused(_("%s has a visit this year already.") % review.school.name) from error


def _let_in(visit: Visit, *, by: User, at: datetime) -> None:
    """The assessor sees the Centre from now on; an access that another visit of theirs gave goes on."""
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
    remember(access, "appoint", by=by, at=at, facts={"centre": centre.pk, "user": visit.assessor_id})


def let_out(visit: Visit, *, by: User | None, at: datetime) -> None:
    """End the assessor's access, unless another visit of theirs in the Centre is still at work."""
    centre = visit.year.centre
    others = Visit.objects.at_work().filter(year__centre=centre, assessor=visit.assessor_id).exclude(pk=visit.pk)
    if others.exists():
        return
    open_rows = centre.access.open().select_for_update(of=("self",))
    for access in open_rows.filter(user=visit.assessor_id, kind=CentreAccessKind.ASSESSOR):
        access.until_at = at
        access.save(update_fields=["until_at"])
        remember(access, "end", by=by, at=at, facts={"centre": centre.pk, "user": access.user_id})


@transaction.atomic
def accept(visit: Visit, *, interests: str, by: User, at: datetime) -> Visit:
    """The assessor declares interests, or that there are none, and accepts; every tie is looked at again.

    Raises NotIndependent for a tie that came up since, Refused without a declaration.
    """
    if not interests.strip():
        raise Refused(_("Declare your interests first; write “none” if there are none."))
    accepted = advance(visit, "accept", by=by, at=at, interests=interests.strip(), answered_at=at)
    found = independence.against(accepted, on=london_date(at))
    if found:
        raise NotIndependent(found)
    emails.appointment_answered(accepted, at=at)
    emails.assessor_named(accepted, at=at)
    return accepted


@transaction.atomic
def decline(visit: Visit, *, reason: str, by: User, at: datetime) -> Visit:
    """The assessor says no; the schools wait for another one."""
    declined = advance(visit, "decline", by=by, at=at, reason=reason, answered_at=at)
    release(declined, by=by, at=at)
    emails.appointment_answered(declined, at=at)
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
    for one in cancelled.rounds.open():
        advance(one, "drop", by=by, at=at, closed_at=at)
    release(cancelled, by=by, at=at)
    emails.visit_cancelled(cancelled, reason, at=at)
    return cancelled


def release(visit: Visit, *, by: User, at: datetime) -> None:
    """Free the reviews for another visit and end the assessor's access."""
    visit.covers.filter(released_at=None).update(released_at=at)
    let_out(visit, by=by, at=at)


@transaction.atomic
def let_finish(visit: Visit, *, reason: str, by: User, at: datetime) -> Visit:
    """Staff override a tie that came up after the assessor had accepted, so that what was begun is finished (R19).

    Raises Refused without a reason or where no tie stands, NotIndependent for one that no reason overrides.
    """
    locked = Visit.objects.at_work().select_for_update(of=("self",)).select_related("year__centre", "assessor", "host")
    fresh = locked.filter(pk=visit.pk).first()
    require(by, "reviews.let_finish", fresh or visit)
    if fresh is None:
        raise Refused(_("This visit is over: there is nothing left to finish."))
    if fresh.state == VisitState.APPOINTED:
        raise Refused(_("%s has not accepted yet. Call the visit off and appoint somebody else.") % fresh.assessor.name)
    found = independence.against(fresh, on=_judged_on(fresh, at))
    if not found:
        raise Refused(_("No tie stands against %s: nothing has to be overridden.") % fresh.assessor.name)
    if not reason.strip() or not all(one.can_be_overridden for one in found):
        raise NotIndependent(found)
    ties = sorted({str(one.tie.value) for one in found})
    fresh.overridden = sorted({*fresh.overridden, *ties})
    fresh.override_reason = "\n\n".join(part for part in (fresh.override_reason, reason.strip()) if part)
    fresh.overridden_at = at
    fresh.save(update_fields=["overridden", "override_reason", "overridden_at"])
    remember(fresh, "override", by=by, at=at, reason=reason, facts={"rule": "R19", "ties": ties})
    emails.tie_overridden(fresh, by=by, at=at)
    return fresh


def _judged_on(visit: Visit, at: datetime) -> date:
    """A visit that was held asked for an accreditation on its day; what follows asks for none."""
    return visit.agreed_on if visit.state == VisitState.HELD and visit.agreed_on else london_date(at)


@transaction.atomic
def write_agenda(visit: Visit, *, agenda: str, by: User, at: datetime) -> Visit:
    """The assessor sets the agenda (R21)."""
    fresh: Visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    require(by, "reviews.write_agenda", fresh)
    if not Visit.objects.at_work().filter(pk=fresh.pk).exists():
        raise Refused(_("This visit is over; its agenda stays as it is."))
    fresh.agenda = agenda.strip()
    fresh.save(update_fields=["agenda"])
    remember(fresh, "write_agenda", by=by, at=at, facts={"characters": len(fresh.agenda)})
    return fresh
