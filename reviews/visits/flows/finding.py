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
from iqm_coe.lib.versioned import Edit
from iqm_coe.texts.flows.kept import Saved, begins_a_sitting, laid_over, settled
from reviews.update.enums import ReviewState
from reviews.update.models.framework import Element
from reviews.update.models.review import LONGEST, Review
from reviews.update.models.target import Target
from reviews.visits.conditions.finding import last_targets, may_be_corrected, objection, still_open
from reviews.visits.conditions.visit import reviews_covered, visit_covering
from reviews.visits.enums import Outcome
from reviews.visits.models.finding import FINDING_BOXES, FINDING_PROSE, Finding, TargetJudgement
from reviews.visits.models.visit import NOTED, Visit, VisitedReview
from reviews.visits.signals import record_finished


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
def save_finding(review: Review, element: Element, edit: Edit, *, by: User, at: datetime) -> Saved[Finding]:
    """Lay what a page sends over the outcome and the texts of one element."""
    fresh = _writing(review, by=by, at=at)
    if element.framework_id != fresh.framework_id:
        raise Refused(_("This element is not part of the framework of this review."))
    rows = fresh.findings.select_for_update(of=("self",)).select_related("recorded_by")
    finding = rows.filter(element=element).first()
    last = (finding.recorded_by, finding.recorded_at) if finding else (None, None)
    finding = finding or Finding(review=fresh, element=element)
    taken = laid_over(finding, edit, finding.texts(), prose=FINDING_PROSE, by=by)
    outcome, remarks = taken.texts["outcome"], taken.texts["remarks"]
    if not outcome:
        raise Refused(_("Choose an outcome. Your remarks are still in the form."))
    if outcome != Outcome.RATIFIED and not remarks.strip():
        raise Refused(_("Say what else is needed: without remarks an element can only be ratified."))
    if taken.is_changed:
        for name, text in taken.texts.items():
            setattr(finding, name, text)
        finding.recorded_by, finding.recorded_at = by, at
        finding.version += 1
        _put_down(finding, new=last[0] is None)
        facts = {"element": element.number, "outcome": outcome, "version": finding.version, "characters": len(remarks)}
        if fresh.state == ReviewState.RECORDED or begins_a_sitting(*last, by=by, at=at):
            record_event(finding, "save", by=by, at=at, facts=facts)
    return settled(finding, edit, taken, columns=FOUND, theirs_by=last[0], by=by, at=at)


FOUND = (*FINDING_BOXES, "recorded_by", "recorded_at", "version")
JUDGED = ("judgement", "remarks", "recorded_by", "recorded_at")


def _put_down(row: Finding | TargetJudgement, *, new: bool) -> None:
    """A row of its own before anything can point to it."""
    if new:
        row.save()


@transaction.atomic
def judge_target(review: Review, target: Target, edit: Edit, *, by: User, at: datetime) -> Saved[TargetJudgement]:
    """Say how far one of last year's targets was met, as with an element."""
    fresh = _writing(review, by=by, at=at)
    if target not in last_targets(fresh):
        raise Refused(_("This is not one of last year's targets of %s.") % fresh.school.name)
    rows = fresh.judgements.select_for_update(of=("self",)).select_related("recorded_by")
    found = rows.filter(target=target).first()
    last = (found.recorded_by, found.recorded_at) if found else (None, None)
    found = found or TargetJudgement(review=fresh, target=target)
    taken = laid_over(found, edit, found.texts(), prose={"remarks": LONGEST}, by=by)
    if not taken.texts["judgement"]:
        raise Refused(_("Say how far it was met. Your remarks are still in the form."))
    if taken.is_changed:
        found.judgement, found.remarks = taken.texts["judgement"], taken.texts["remarks"]
        found.recorded_by, found.recorded_at = by, at
        _put_down(found, new=last[0] is None)
        if begins_a_sitting(*last, by=by, at=at):
            record_event(found, "judge", by=by, at=at, facts={"target": target.pk, "judgement": found.judgement})
    return settled(found, edit, taken, columns=JUDGED, theirs_by=last[0], by=by, at=at)


@transaction.atomic
def note_day(covered: VisitedReview, edit: Edit, *, by: User, at: datetime) -> Saved[VisitedReview]:
    """What was seen and who was met, noted until the record is finished; then it stands in the report."""
    review = _recording(covered.review, by=by, at=at)
    rows = VisitedReview.objects.standing().select_for_update(of=("self",)).select_related("noted_by", "review")
    fresh: VisitedReview = rows.get(review=review)
    last = (fresh.noted_by, fresh.noted_at)
    taken = laid_over(fresh, edit, fresh.texts(), prose=dict.fromkeys(NOTED, LONGEST), by=by)
    if taken.is_changed:
        for name, text in taken.texts.items():
            setattr(fresh, name, text)
        fresh.noted_by, fresh.noted_at = by, at
        if begins_a_sitting(*last, by=by, at=at):
            facts = {name: len(text) for name, text in taken.texts.items()}
            record_event(fresh, "note", by=by, at=at, facts=facts)
    return settled(fresh, edit, taken, columns=(*NOTED, "noted_by", "noted_at"), theirs_by=last[0], by=by, at=at)


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
