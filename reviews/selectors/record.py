"""The notebook of a visit, and the plan for development."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.permissions import may
from reviews.enums import ReviewState, VisitState
from reviews.flows import record
from reviews.models import (
    Answer,
    DevelopmentPlan,
    Element,
    Finding,
    PlanSignature,
    Review,
    Target,
    TargetJudgement,
    Visit,
)


@dataclass(frozen=True)
class Notebook:
    """What the assessor records of one school."""

    review: Review
    visit: Visit
    today: date
    elements: list[dict[str, Any]]
    targets: list[dict[str, Any]]
    still_open: list[str]
    is_open: bool
    can_finish: bool
    next: dict[str, Any] | None


def notebook(review: Review, visit: Visit, at: datetime) -> Notebook:
    """The elements and last year's targets as tasks."""
    today = london_date(at)
    is_open = can_record(review, visit, today)
    still_open = record.still_open(review)
    elements, targets = _element_tasks(review), _target_tasks(review)
    is_recording = is_open and review.state != ReviewState.RECORDED
    return Notebook(
        review=review,
        visit=visit,
        today=today,
        elements=elements,
        targets=targets,
        still_open=still_open,
        is_open=is_open,
        can_finish=is_recording and not still_open,
        next=next((task for task in [*targets, *elements] if not task["done"]), None) if is_recording else None,
    )


def _element_tasks(review: Review) -> list[dict[str, Any]]:
    found = {one.element_id: one for one in review.findings.all()}
    return [
        _task(element.title, reverse("reviews:finding", args=[review.pk, element.number]), found.get(element.pk))
        for element in review.framework.elements.all()
    ]


def _target_tasks(review: Review) -> list[dict[str, Any]]:
    judged = {one.target_id: one for one in review.judgements.all()}
    return [
        _task(target.aim, reverse("reviews:judge", args=[review.pk, target.pk]), judged.get(target.pk), _("Not judged"))
        for target in record.last_targets(review)
    ]


def _task(label: str, url: str, said: Any, nothing: str = "") -> dict[str, Any]:
    """One line of the notebook; without a finding or judgement it says that there is none."""
    status = said or {"tone": "neutral", "label": nothing or _("Not recorded")}
    return {"label": label, "url": url, "status": status, "done": said is not None}


def can_record(review: Review, visit: Visit, today: date) -> bool:
    """Whether the notebook is open for writing on this day: for the record, or again while the report came back."""
    if review.state == ReviewState.RECORDED:
        return record.may_be_corrected(review)
    has_come = visit.agreed_on is not None and visit.agreed_on <= today
    return visit.state == VisitState.AGREED and has_come


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
        answer=answers.first() if review.state != "writing" else None,
        last=last,
        before=numbers[here - 1] if here else None,
        after=numbers[here + 1] if here + 1 < len(numbers) else None,
    )


def judgement_of(review: Review, target: Target) -> tuple[TargetJudgement | None, str]:
    """What was judged so far, and what the school says of the target, once its update is sent."""
    is_sent = review.state != ReviewState.WRITING
    said = review.progress_on_targets.filter(target=target).first() if is_sent else None
    return review.judgements.filter(target=target).first(), said.text if said else ""


@dataclass(frozen=True)
class PlanPage:
    """The plan for development of one review."""

    review: Review
    plan: DevelopmentPlan | None
    targets: list[Target]
    taken_out: list[Target]
    signatures: list[PlanSignature]
    is_open: bool
    lacks: int
    can_agree: bool
    waits_for: str


def plan_page(review: Review, visit: Visit | None, user: User, least: int) -> PlanPage:
    """Its targets, who has agreed, and what is asked of this person."""
    plan = DevelopmentPlan.objects.filter(review=review).first()
    signatures = list(plan.signatures.filter(taken_back_at=None)) if plan else []
    targets = list(review.targets.select_related("element"))
    has_day = visit is not None and visit.agreed_on is not None
    is_open = has_day and may(user, "reviews.draft_plan", review) and (plan is None or plan.state == "drafting")
    side = _side(visit, user)
    signed = {one.side for one in signatures}
    lacks = max(0, least - len(targets))
    return PlanPage(
        review=review,
        plan=plan,
        targets=targets,
        taken_out=_taken_out(review) if is_open else [],
        signatures=signatures,
        is_open=is_open,
        lacks=lacks,
        can_agree=is_open and not lacks and side not in signed,
        waits_for=_waits_for(visit, review, signed) if plan and plan.state == "drafting" else "",
    )


def _taken_out(review: Review) -> list[Target]:
    """What whoever drafts may put back, the last taken out on top."""
    rows = Target.written.filter(review=review).exclude(taken_out_at=None)
    return list(rows.select_related("element", "taken_out_by").order_by("-taken_out_at", "-pk"))


def _side(visit: Visit | None, user: User) -> str:
    return "assessor" if visit and visit.assessor_id == user.pk else "school"


def _waits_for(visit: Visit | None, review: Review, signed: set[str]) -> str:
    """Who has still to agree, once one side has."""
    if not signed:
        return ""
    return review.school.name if "assessor" in signed else (visit.assessor.name if visit else "")
