from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from iqm_coe.lib.dates import london_date
from reviews.update.enums import ReviewState
from reviews.update.models.answer import Answer
from reviews.update.models.framework import Element
from reviews.update.models.review import Review
from reviews.update.models.target import Target
from reviews.visits.conditions import finding as finding_conditions
from reviews.visits.models.finding import Finding, TargetJudgement
from reviews.visits.models.visit import Visit, VisitedReview


@dataclass(frozen=True)
class Notebook:
    """What the assessor records of one school."""

    review: Review
    visit: Visit
    today: date
    elements: list[dict[str, object]]
    targets: list[dict[str, object]]
    noted: VisitedReview | None
    can_note: bool
    still_open: list[str]
    is_open: bool
    can_finish: bool
    next: dict[str, object] | None


def notebook(review: Review, visit: Visit, at: datetime) -> Notebook:
    """The elements and last year's targets as tasks."""
    today = london_date(at)
    is_open = finding_conditions.is_open(review, visit, today)
    still_open = finding_conditions.still_open(review)
    elements, targets = _element_tasks(review), _target_tasks(review)
    can_note = is_recording(review, visit, today)
    return Notebook(
        review=review,
        visit=visit,
        today=today,
        elements=elements,
        targets=targets,
        noted=visit.covers.standing().filter(review=review).first(),
        can_note=can_note,
        still_open=still_open,
        is_open=is_open,
        can_finish=can_note and not still_open,
        next=next((task for task in [*targets, *elements] if not task["done"]), None) if can_note else None,
    )


def is_recording(review: Review, visit: Visit, on: date) -> bool:
    """Whether the record is open, and not only its corrections."""
    return review.state != ReviewState.RECORDED and finding_conditions.is_open(review, visit, on)


def _element_tasks(review: Review) -> list[dict[str, object]]:
    findings = {finding.element_id: finding for finding in review.findings.all()}
    return [
        _task(element.title, reverse("visits:finding", args=[review.pk, element.number]), findings.get(element.pk))
        for element in review.framework.elements.all()
    ]


def _target_tasks(review: Review) -> list[dict[str, object]]:
    judged = {judgement.target_id: judgement for judgement in review.judgements.all()}
    return [
        _task(target.aim, reverse("visits:judge", args=[review.pk, target.pk]), judged.get(target.pk), _("Not judged"))
        for target in finding_conditions.last_targets(review)
    ]


def _task(label: str, url: str, said: object, nothing: str = "") -> dict[str, object]:
    """One line of the notebook; without a finding or judgement it says that there is none."""
    status = said or {"tone": "neutral", "label": nothing or _("Not recorded")}
    return {"label": label, "url": url, "status": status, "done": said is not None}


@dataclass(frozen=True)
class FindingPage:
    """One element of the notebook: what the school wrote beside what the assessor finds."""

    review: Review
    element: Element
    finding: Finding | None
    answer: Answer | None
    last: Finding | None
    before: int | None
    after: int | None


def finding_page(review: Review, element: Element) -> FindingPage:
    """Last year's finding on the same element stands beside it (R17)."""
    last = Finding.objects.filter(review=review.previous_id, element=element).first() if review.previous_id else None
    numbers = list(review.framework.elements.values_list("number", flat=True))
    here = numbers.index(element.number)
    answers = review.answers.filter(element=element).prefetch_related("links", "files")
    return FindingPage(
        review=review,
        element=element,
        finding=review.findings.filter(element=element).first(),
        answer=answers.first() if review.state != ReviewState.WRITING else None,
        last=last,
        before=numbers[here - 1] if here else None,
        after=numbers[here + 1] if here + 1 < len(numbers) else None,
    )


def judgement_of(review: Review, target: Target) -> tuple[TargetJudgement | None, str]:
    """What was judged so far, and what the school says of the target, once its update is sent."""
    is_sent = review.state != ReviewState.WRITING
    said = review.progress_on_targets.filter(target=target).first() if is_sent else None
    return review.judgements.filter(target=target).first(), said.text if said else ""
