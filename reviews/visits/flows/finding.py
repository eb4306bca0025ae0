"""Recording a visit: an outcome for each element, a judgement of each of last year's targets (R22)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import advance, record_event
from reviews.update.enums import ReviewState
from reviews.update.models.framework import Element
from reviews.update.models.review import Review
from reviews.update.models.target import Target
from reviews.visits.conditions.finding import last_targets, may_be_corrected, objection, still_open
from reviews.visits.conditions.visit import reviews_covered, visit_covering
from reviews.visits.enums import Outcome
from reviews.visits.models.finding import Finding, TargetJudgement
from reviews.visits.models.visit import Visit
from reviews.visits.signals import record_finished


class FindingClash(Refused):
    """The finding was saved from elsewhere since the page was opened; both texts are there to be put together."""

    def __init__(self, current: Finding) -> None:
        self.current = current
        super().__init__(
            _(
                "This element was saved meanwhile, perhaps from another device. Nothing is lost: what was saved is "
                "shown above yours. Put the two together here and save again."
            )
        )


class NotAllRecorded(Refused):
    """Something still has no outcome."""


def _writing(review: Review, *, by: User, at: datetime) -> Review:
    """The locked review, if this person may write in its record: while recording, or while the report came back."""
    locked = Review.objects.select_for_update(of=("self",)).select_related("school")
    fresh: Review = locked.get(pk=review.pk)
    if fresh.state != ReviewState.RECORDED or not may_be_corrected(fresh, lock=True):
        return _recording(fresh, by=by, at=at)
    require(by, "visits.record_visit", fresh)
    return fresh


def _recording(review: Review, *, by: User, at: datetime) -> Review:
    """The locked review, if this person may record its visit now: from the day of the visit, until it is finished."""
    locked = Review.objects.select_for_update(of=("self",)).select_related("school", "year__centre", "framework")
    fresh: Review = locked.get(pk=review.pk)
    require(by, "visits.record_visit", fresh)
    against = objection(fresh, visit_covering(fresh), london_date(at))
    if against:
        raise Refused(against)
    return fresh


@transaction.atomic
def save_finding(
    review: Review, element: Element, *, outcome: str, remarks: str, version: int, by: User, at: datetime
) -> Finding:
    """Save an outcome written on top of `version`; 0 where nothing was saved. Raises FindingClash."""
    fresh = _writing(review, by=by, at=at)
    remarks = remarks.strip()
    if element.framework_id != fresh.framework_id:
        raise Refused(_("This element is not part of the framework of this review."))
    if outcome != Outcome.RATIFIED and not remarks:
        raise Refused(_("Say what else is needed: without remarks an element can only be ratified."))
    finding = fresh.findings.select_for_update(of=("self",)).filter(element=element).first()
    finding = finding or Finding(review=fresh, element=element)
    if finding.version != version and (finding.outcome, finding.remarks) != (outcome, remarks):
        raise FindingClash(finding)
    finding.outcome, finding.remarks, finding.recorded_by, finding.recorded_at = outcome, remarks, by, at
    finding.version += 1
    finding.save()
    facts = {"element": element.number, "outcome": outcome, "version": finding.version, "characters": len(remarks)}
    record_event(finding, "save", by=by, at=at, facts=facts)
    return finding


@transaction.atomic
def judge_target(
    review: Review, target: Target, *, judgement: str, remarks: str, by: User, at: datetime
) -> TargetJudgement:
    """Say how far one of last year's targets was met; a later judgement takes the place of an earlier one."""
    fresh = _writing(review, by=by, at=at)
    if target not in last_targets(fresh):
        raise Refused(_("This is not one of last year's targets of %s.") % fresh.school.name)
    found = fresh.judgements.select_for_update(of=("self",)).filter(target=target).first()
    found = found or TargetJudgement(review=fresh, target=target)
    found.judgement, found.remarks, found.recorded_by, found.recorded_at = judgement, remarks.strip(), by, at
    found.save()
    record_event(found, "judge", by=by, at=at, facts={"target": target.pk, "judgement": judgement})
    return found


@transaction.atomic
def finish(review: Review, *, by: User, at: datetime) -> Visit:
    """Close the record of one school; with the last one the visit has been held. Raises NotAllRecorded."""
    visit = visit_covering(review)
    if visit is None:
        raise Refused(_("No visit covers this review."))
    return _close(_locked(visit), [review], by=by, at=at)


@transaction.atomic
def finish_all(visit: Visit, *, by: User, at: datetime) -> Visit:
    """Close the record of every school of a visit. Raises NotAllRecorded."""
    fresh = _locked(visit)
    open_records = reviews_covered(fresh).exclude(state=ReviewState.RECORDED).order_by("pk")
    return _close(fresh, open_records, by=by, at=at)


def _locked(visit: Visit) -> Visit:
    """The visit's row is locked first, always."""
    fresh: Visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    return fresh


def _close(visit: Visit, reviews: Iterable[Review], *, by: User, at: datetime) -> Visit:
    for review in reviews:
        fresh = _recording(review, by=by, at=at)
        lacking = still_open(fresh)
        if lacking:
            raise NotAllRecorded(f"{fresh.school.name}: {' '.join(lacking)}")
        recorded = advance(fresh, "record", by=by, at=at)
        record_finished.send(sender=Review, review=recorded, visit=visit, by=by, at=at)
    left = visit.covers.standing().exclude(review__state=ReviewState.RECORDED)
    return visit if left.exists() else advance(visit, "hold", by=by, at=at)
