"""Recording a visit: an outcome for each element, a judgement of each of last year's targets (R22)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import advance, remember
from reviews.enums import DevelopmentState, Outcome, ReviewState, VisitState
from reviews.models import Element, Finding, Review, Target, TargetJudgement, Visit
from reviews.signals import correction_asked, record_finished


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


def visit_covering(review: Review) -> Visit | None:
    """The live visit of this review, if one is appointed."""
    visits = Visit.objects.live().filter(covers__review=review, covers__released_at=None)
    return visits.select_related("year__centre", "assessor", "host").first()


def may_be_corrected(review: Review, *, lock: bool = False) -> bool:
    """Whether a finished record is open again; an upper app knows when (R24)."""
    return any(answer for _receiver, answer in correction_asked.send(sender=Review, review=review, lock=lock))


def _writing(review: Review, *, by: User, at: datetime) -> Review:
    """The locked review, if this person may write in its record: while recording, or while the report came back."""
    locked = Review.objects.select_for_update(of=("self",)).select_related("school")
    fresh: Review = locked.get(pk=review.pk)
    if fresh.state != ReviewState.RECORDED or not may_be_corrected(fresh, lock=True):
        return _recording(fresh, by=by, at=at)
    require(by, "reviews.record_visit", fresh)
    return fresh


def _recording(review: Review, *, by: User, at: datetime) -> Review:
    """The locked review, if this person may record its visit now: from the day of the visit, until it is finished."""
    locked = Review.objects.select_for_update(of=("self",)).select_related("school", "year__centre", "framework")
    fresh: Review = locked.get(pk=review.pk)
    require(by, "reviews.record_visit", fresh)
    visit = visit_covering(fresh)
    if visit is None or visit.state != VisitState.AGREED or visit.agreed_on is None:
        raise Refused(_("Nothing can be recorded now: the visit has no agreed day, or its record is finished."))
    if london_date(at) < visit.agreed_on:
        raise Refused(_("The visit is on %s. It can be recorded from that day on.") % long_date(visit.agreed_on))
    if fresh.state == ReviewState.RECORDED:
        raise Refused(_("The record of %s is finished.") % fresh.school.name)
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
    found = fresh.findings.select_for_update(of=("self",)).filter(element=element).first()
    found = found or Finding(review=fresh, element=element)
    if found.version != version and (found.outcome, found.remarks) != (outcome, remarks):
        raise FindingClash(found)
    found.outcome, found.remarks, found.recorded_by, found.recorded_at = outcome, remarks, by, at
    found.version += 1
    found.save()
    facts = {"element": element.number, "outcome": outcome, "version": found.version, "characters": len(remarks)}
    remember(found, "save", by=by, at=at, facts=facts)
    return found


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
    remember(found, "judge", by=by, at=at, facts={"target": target.pk, "judgement": judgement})
    return found


def last_targets(review: Review) -> list[Target]:
    """The targets that the school and the assessor agreed a year ago; a draft of them asks nothing."""
    agreed = Target.objects.filter(review=review.previous_id, review__development__state=DevelopmentState.AGREED)
    return list(agreed.select_related("element"))


def still_open(review: Review) -> list[str]:
    """What stands between the record and its end, in sentences; empty when it is complete."""
    found = set(review.findings.values_list("element", flat=True))
    judged = set(review.judgements.values_list("target", flat=True))
    elements = review.framework.elements.all()
    return [
        *([_("The school has not sent its update yet.")] if review.state == ReviewState.WRITING else []),
        *[_("Element %d has no outcome yet.") % one.number for one in elements if one.pk not in found],
        *[_("Last year's target %d is not judged yet.") % t.number for t in last_targets(review) if t.pk not in judged],
    ]


@transaction.atomic
def finish(visit_or_review: Visit | Review, *, by: User, at: datetime) -> Visit:
    """Close the record of one school, or of every school of a visit; with the last one the visit has been held.

    Raises NotAllRecorded.
    """
    visit, reviews = _covered(visit_or_review)
    for review in reviews:
        fresh = _recording(review, by=by, at=at)
        lacking = still_open(fresh)
        if lacking:
            raise NotAllRecorded(f"{fresh.school.name}: {' '.join(lacking)}")
        recorded = advance(fresh, "record", by=by, at=at)
        record_finished.send(sender=Review, review=recorded, visit=visit, by=by, at=at)
    left = visit.covers.filter(released_at=None).exclude(review__state=ReviewState.RECORDED)
    return visit if left.exists() else advance(visit, "hold", by=by, at=at)


def _covered(subject: Visit | Review) -> tuple[Visit, Iterable[Review]]:
    """The visit, and those of its reviews that are to be closed now; the visit's row is locked first, always."""
    visit = subject if isinstance(subject, Visit) else visit_covering(subject)
    if visit is None:
        raise Refused(_("No visit covers this review."))
    fresh: Visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if isinstance(subject, Review):
        return fresh, [subject]
    covered = Review.objects.filter(covered_by__visit=fresh, covered_by__released_at=None)
    return fresh, covered.exclude(state=ReviewState.RECORDED).order_by("pk")
