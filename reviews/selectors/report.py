"""The notebook, the plan for development, and the report as each side may read it."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from iqm_coe.accounts.models import Event, User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.permissions import may
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import available
from reviews.enums import TONES, DevelopmentState, Outcome, Recommendation, ReportState, VisitState
from reviews.flows import record, sealing
from reviews.flows import report as flows
from reviews.models import (
    Answer,
    DevelopmentPlan,
    Element,
    FactualCheck,
    Finding,
    PlanSignature,
    Report,
    Review,
    SealedReport,
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


NOTHING_YET = {"tone": "neutral", "label": _("Not recorded")}


def notebook(review: Review, visit: Visit, at: datetime) -> Notebook:
    """The elements and last year's targets as tasks."""
    today = london_date(at)
    found = {one.element_id: one for one in review.findings.all()}
    judged = {one.target_id: one for one in review.judgements.all()}
    return Notebook(
        review=review,
        visit=visit,
        today=today,
        elements=[
            {
                "label": element.title,
                "url": reverse("reviews:finding", args=[review.pk, element.number]),
                "status": found.get(element.pk) or {"tone": "neutral", "label": _("Not recorded")},
                "done": element.pk in found,
            }
            for element in review.framework.elements.all()
        ],
        targets=[
            {
                "label": target.aim,
                "url": reverse("reviews:judge", args=[review.pk, target.pk]),
                "status": judged.get(target.pk) or {"tone": "neutral", "label": _("Not judged")},
                "done": target.pk in judged,
            }
            for target in record.last_targets(review)
        ],
        still_open=record.still_open(review),
        is_open=can_record(review, visit, today),
    )


def can_record(review: Review, visit: Visit, today: date) -> bool:
    """Whether the notebook is open for writing on this day."""
    has_come = visit.agreed_on is not None and visit.agreed_on <= today
    return visit.state == VisitState.AGREED and has_come and review.state != "recorded"


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
    """What was judged so far, and what the school says of the target."""
    said = review.progress_on_targets.filter(target=target).first()
    return review.judgements.filter(target=target).first(), said.text if said else ""


@dataclass(frozen=True)
class PlanPage:
    """The plan for development of one review."""

    review: Review
    plan: DevelopmentPlan | None
    targets: list[Target]
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
        signatures=signatures,
        is_open=is_open,
        lacks=lacks,
        can_agree=is_open and not lacks and side not in signed,
        waits_for=_waits_for(visit, review, signed) if plan and plan.state == "drafting" else "",
    )


def _side(visit: Visit | None, user: User) -> str:
    return "assessor" if visit and visit.assessor_id == user.pk else "school"


def _waits_for(visit: Visit | None, review: Review, signed: set[str]) -> str:
    """Who has still to agree, once one side has."""
    if not signed:
        return ""
    return review.school.name if "assessor" in signed else (visit.assessor.name if visit else "")


@dataclass(frozen=True)
class ReportPage:
    """One report as this person may read it, and what they may do with it."""

    report: Report
    content: dict[str, Any]
    factual: FactualCheck | None
    sealed: SealedReport | None
    is_school: bool
    has_changed: bool
    returned_because: str
    words: str
    actions: dict[str, Any]


def report_page(report: Report, user: User) -> ReportPage:
    """The sealed text once it is issued; for the school the version that was sent to it, and no other (R44)."""
    factual = FactualCheck.objects.filter(report=report).select_related("answered_by").first()
    sealed = SealedReport.objects.filter(report=report).select_related("issued_by").first()
    is_school = not may(user, "reviews.list_reports") and report.author_id != user.pk
    live = json.loads(sealing.canonical(sealing.content_of(report, flows.visit_of(report)))) if not sealed else {}
    sent = json.loads(factual.content) if factual else {}
    content = json.loads(sealed.content) if sealed else (sent if is_school else live)
    return ReportPage(
        report=report,
        content=readable(content),
        factual=factual,
        sealed=sealed,
        is_school=is_school,
        has_changed=bool(factual and live and without_day(live) != without_day(sent)),
        returned_because=_returned_because(report) if not is_school else "",
        words=state_words(report, factual),
        actions=available(report, user),
    )


def without_day(content: dict[str, Any]) -> dict[str, Any]:
    """The content but for the day of signing, which changes with every sending."""
    return {name: value for name, value in content.items() if name != "signed_by"}


def _returned_because(report: Report) -> str:
    """Why staff gave it back, while that is still to be done."""
    if report.state != ReportState.DRAFT:
        return ""
    last = Event.objects.of(report).filter(action__in=["send_back", "dispute"]).select_related("note").first()
    return last.reason if last and last.action == "send_back" else ""


def state_words(report: Report, factual: FactualCheck | None) -> str:
    """Where it stands and who has it, in one sentence."""
    author, school = report.author.name, report.review.school.name
    if report.state == ReportState.FACTUAL and factual:
        words = _("%(school)s reads it for its facts until %(day)s; silence is acceptance.")
        return words % {"school": school, "day": long_date(factual.due_on)}
    return {
        ReportState.DRAFT: _("%s writes it.") % author,
        ReportState.CHECKING: _("IQM checks its quality."),
        ReportState.READY: _("The facts stand. IQM issues it next."),
        ReportState.ISSUED: _("Issued and sealed: nothing in it can change."),
    }.get(ReportState(report.state), "")


def readable(content: dict[str, Any]) -> dict[str, Any]:
    """The content with days as days and outcomes with their tone, as pages and PDF show it."""
    if not content:
        return {}
    found = json.loads(json.dumps(content))
    for one in found["elements"]:
        one["tone"] = TONES[Outcome(one["outcome"])]
    for one in found["last_targets"]:
        one["tone"] = TONES[one["judgement"]]
    for one in [*found["targets"]]:
        one["by_when"] = parse_date(one["by_when"])
    for one in found["conditions"]:
        one["due_on"] = parse_date(one["due_on"])
    for one in [*found["agreed_by"], found["signed_by"], found["visit"], *_issued(found)]:
        one["on"] = parse_date(one["on"]) if one["on"] else None
    for name in ("opens_on", "closes_on"):
        found["centre"][name] = parse_date(found["centre"][name])
    given = found["recommendation"]
    found["outcome"] = {"tone": TONES[Recommendation(given)], "label": Recommendation(given).label} if given else None
    return dict(found)


def _issued(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [found["issued"], found["issued"]["facts"]] if "issued" in found else []


def confirmation(code: str) -> dict[str, Any] | None:
    """What the public reads for a code: school, Centre, outcome and dates, and nothing else (R26)."""
    sealed = SealedReport.objects.filter(code=code).select_related("report").first()
    if sealed is None:
        return None
    content = readable(json.loads(sealed.content))
    later = SealedReport.objects.filter(report__replaces=sealed.report_id).first()
    return {
        "code": sealed.code,
        "school": content["school"]["name"],
        "centre": content["centre"]["name"],
        "year": content["centre"],
        "outcome": content["outcome"],
        "visited_on": content["visit"]["on"],
        "issued_on": content["issued"]["on"],
        "replaced": later is not None,
    }


def plan_is_agreed(review: Review) -> bool:
    """Whether both sides have agreed the targets."""
    return DevelopmentPlan.objects.filter(review=review, state=DevelopmentState.AGREED).exists()
