"""What a report says, as one canonical text, and its hash: the same facts always give the same bytes (R26)."""

import hashlib
import json
from datetime import date

from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.names import in_order
from reviews.reports.enums import OPTIONAL_SECTIONS, ReportSectionKind
from reviews.reports.models.report import Condition, Report
from reviews.update.models.review import Review
from reviews.visits.models.visit import Visit
from schools.enums import HEADS, SchoolRoleKind
from schools.models.role import SchoolRole
from schools.models.school import School

FORMAT = 1


def canonical(content: dict[str, object]) -> str:
    """Keys sorted, no spaces, letters as they are."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def hash_of(text: str) -> str:
    """The SHA-256 over the UTF-8 of the text, as the database computes it too."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(report: Report, visit: Visit) -> dict[str, object]:
    """Everything the report says now; each value is text, number, list or nothing."""
    review = report.review
    return {
        "format": FORMAT,
        "school": _school(review.school),
        "centre": _centre(review),
        "visit": _visit(visit, review),
        "sections": _sections(report),
        "last_targets": _last_targets(review),
        "elements": _elements(review),
        "targets": _targets(review),
        "agreed_by": _agreed_by(review),
        "recommendation": report.recommendation,
        "conditions": [_condition(condition) for condition in report.conditions.all()],
        "signed_by": {"name": report.author.name, "on": _day(report.sent_at and london_date(report.sent_at))},
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _school(school: School) -> dict[str, object]:
    held = SchoolRole.objects.live().filter(school=school).select_related("user").order_by(in_order("user__name"), "pk")
    by_kind = {kind: sorted({role.user.name for role in held if role.kind == kind}) for kind in SchoolRoleKind}
    numbers = [f"{one.get_scheme_display()} {one.value}" for one in school.identifiers.all()]
    return {
        "name": school.name,
        "place": school.place,
        "numbers": numbers,
        "head": by_kind[HEADS[0]],
        "lead": by_kind[SchoolRoleKind.COORDINATOR],
    }


def _centre(review: Review) -> dict[str, object]:
    year = review.year
    days = {"opens_on": _day(year.opens_on), "closes_on": _day(year.closes_on)}
    return {"name": year.centre.name, "year": year.number, **days}


def _visit(visit: Visit, review: Review) -> dict[str, object]:
    others = visit.covers.standing().exclude(review=review).select_related("review__school")
    return {
        "on": _day(visit.agreed_on),
        "mode": str(visit.get_mode_display()),
        "host": visit.host.name,
        "with": [visited.review.school.name for visited in others],
        "assessor": visit.assessor.name,
    }


def _sections(report: Report) -> list[dict[str, str]]:
    """In the order of the report; an optional one that is empty is left out."""
    texts = {report_section.kind: report_section.text for report_section in report.sections.all()}
    return [
        {"kind": kind.value, "title": str(kind.label), "text": texts.get(kind.value, "")}
        for kind in ReportSectionKind
        if texts.get(kind.value) or kind not in OPTIONAL_SECTIONS
    ]


def _last_targets(review: Review) -> list[dict[str, object]]:
    said = {progress.target_id: progress.text for progress in review.progress_on_targets.all()}
    return [
        {
            "number": judgement.target.number,
            "aim": judgement.target.aim,
            "progress": said.get(judgement.target_id, ""),
            "judgement": judgement.judgement,
            "label": judgement.label,
            "remarks": judgement.remarks,
        }
        for judgement in review.judgements.select_related("target")
    ]


def _elements(review: Review) -> list[dict[str, object]]:
    return [
        {
            "number": finding.element.number,
            "title": finding.element.title,
            "outcome": finding.outcome,
            "label": finding.label,
            "remarks": finding.remarks,
        }
        for finding in review.findings.select_related("element")
    ]


def _targets(review: Review) -> list[dict[str, object]]:
    return [
        {
            "number": place,
            "element": str(target.element),
            "aim": target.aim,
            "actions": target.actions,
            "owner": target.owner,
            "by_when": _day(target.by_when),
            "measure": target.measure,
        }
        for place, target in enumerate(review.targets.select_related("element"), start=1)
    ]


def _agreed_by(review: Review) -> list[dict[str, str]]:
    plan = getattr(review, "development", None)
    signatures = plan.signatures.filter(taken_back_at=None).order_by("side") if plan else []
    return [
        {"side": str(one.get_side_display()), "name": one.name, "on": _day(london_date(one.signed_at))}
        for one in signatures
    ]


def _condition(condition: Condition) -> dict[str, object]:
    return {"number": condition.number, "text": condition.text, "due_on": _day(condition.due_on)}


def issued_part(report: Report, *, code: str, by: User, on: date) -> dict[str, object]:
    """What issuing adds: who confirmed the findings for IQM, when, under which code, and what it replaces."""
    factual = report.factual
    before = report.replaces
    return {
        "code": code,
        "on": _day(on),
        "confirmed_by": {"name": by.name, "title": _("for IQM")},
        "facts": {
            "answer": str(factual.get_answer_display()),
            "on": _day(factual.answered_at and london_date(factual.answered_at)),
        },
        "replaces": before.sealed.code if before else "",
    }
