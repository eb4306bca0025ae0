"""What a report says, as one canonical text, and its hash: the same facts always give the same bytes (R26).

It holds codes and what people wrote, and no word of ours that a language or a release would change; the people of the
school and its awards are those of the day of the visit. `selectors/seal.py` puts the words to it.
"""

import hashlib
import json
from datetime import date

from centres.year.enums import ActivityState
from centres.year.models.activity import Activity
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.conf import values_of
from iqm_coe.lib.dates import london_date, years_later
from iqm_coe.lib.letterhead import LETTERHEAD
from iqm_coe.lib.names import in_order
from iqm_coe.records.models.withdrawal import WithdrawnPlace
from reviews.reports import conf
from reviews.reports.enums import OPTIONAL_SECTIONS, Recommendation, ReportSectionKind
from reviews.reports.models.report import Condition, FactualCheck, Report
from reviews.reports.models.seal import SealedReport
from reviews.update.models.review import Review
from reviews.visits.enums import Side
from reviews.visits.models.development import PlanSignature
from reviews.visits.models.visit import Visit
from schools.enums import SPEAKERS, SchoolRoleKind
from schools.models.role import SchoolRole
from schools.models.school import School

FORMAT = 2
HEAD, LEAD = SchoolRoleKind.HEADTEACHER, SchoolRoleKind.COORDINATOR
IN_ORDER = (HEAD, SchoolRoleKind.ACTING, SchoolRoleKind.DELEGATE, LEAD)  # of who speaks for a school


def canonical(content: dict[str, object]) -> str:
    """Keys sorted, no spaces, letters as they are."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def hash_of(text: str) -> str:
    """The SHA-256 over the UTF-8 of the text, as the database computes it too."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_as_sealed(sealed: SealedReport) -> bool:
    """Its content has its hash, or was withdrawn by an act that says the hash of what stood there (R46d)."""
    if sealed.withdrawn_at is None or sealed.content:
        return hash_of(sealed.content) == sealed.sha256
    places = WithdrawnPlace.objects.filter(table_name=sealed._meta.db_table, row_id=sealed.pk)
    return places.filter(column_name="content", before_sha256=sealed.sha256).exists()


def content_of(report: Report, visit: Visit) -> dict[str, object]:
    """Everything the report says now; each value is text, number, list or nothing."""
    review = report.review
    day = visit.agreed_on or london_date(report.begun_at)
    return {
        "format": FORMAT,
        "school": {**_school(review.school), **_people(review.school, day)},
        "awards": _awards(review.school, day),
        "centre": _centre(review),
        "activities": _activities(report, day),
        "next_meeting": _next_meeting(report, day),
        "visit": _visit(visit, review),
        "sections": _sections(report),
        "last_targets": _last_targets(review),
        "elements": _elements(review),
        "targets": _targets(review),
        "agreed_by": _agreed_by(review),
        "recommendation": report.recommendation,
        "next_review_on": _next_review(report, day),
        "conditions": [_condition(condition) for condition in report.conditions.all()],
        "signed_by": {"name": report.author.name, "on": _day(report.sent_at and london_date(report.sent_at))},
        **_finished_by(report),
    }


def _finished_by(report: Report) -> dict[str, object]:
    """Who of the staff wrote on where the assessor could not (R24e); nothing of it in every other report."""
    if report.finished_by is None:
        return {}
    on = _day(report.finished_at and london_date(report.finished_at))
    return {"finished_by": {"name": report.finished_by.name, "on": on}}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _school(school: School) -> dict[str, object]:
    address = (school.street, school.locality, school.town, school.county, school.postcode, school.country)
    return {
        "name": school.name,
        "place": school.place,
        "address": [line for line in address if line],
        "telephone": school.telephone,
        "pupils": school.pupils,
        "numbers": [{"scheme": one.scheme, "value": one.value} for one in school.identifiers.all()],
    }


def _people(school: School, day: date) -> dict[str, object]:
    """Who led the school on that day, and its work for IQM; without a head whoever acted for one."""
    held = SchoolRole.objects.held_on(day).filter(school=school).select_related("user")
    rows = list(held.order_by(in_order("user__name"), "pk"))
    led = (kind for kind in IN_ORDER if kind != LEAD and any(role.kind == kind for role in rows))
    first = next(led, HEAD)
    return {
        "head": [_holder(role) for role in rows if role.kind == first],
        "lead": [_holder(role) for role in rows if role.kind == LEAD],
    }


def _holder(role: SchoolRole) -> dict[str, object]:
    return {"name": role.user.name, "role": role.kind, "title": role.title}


def _awards(school: School, day: date) -> list[dict[str, object]]:
    """Those that were current on that day, each with the day since which the school has held one of its kind."""
    standing = list(school.awards.standing())
    return [
        {
            "kind": award.kind,
            "first_on": _day(min(one.awarded_on for one in standing if one.kind == award.kind)),
            "until": _day(award.valid_until),
        }
        for award in standing
        if award.is_current(day)
    ]


def _activities(report: Report, day: date) -> list[dict[str, object]]:
    """What the Centre did together in its year until the visit, as far as it stood when the report was signed."""
    year = report.review.year
    held = Activity.objects.filter(centre=year.centre_id, state=ActivityState.HELD)
    held = held.filter(held_on__range=(year.opens_on, day))
    if report.sent_at:
        held = held.filter(recorded_at__lte=report.sent_at)
    rows = held.order_by("held_on", "pk").prefetch_related("attendances__school")
    return [
        {
            "on": _day(activity.held_on),
            "kind": activity.kind,
            "place": activity.place,
            "focus": activity.focus,
            "schools": [{"name": one.school.name, "staff": one.staff} for one in activity.present],
        }
        for activity in rows
    ]


def _next_meeting(report: Report, day: date) -> dict[str, object]:
    """The first that was planned after the visit when the report was signed; nothing where none was."""
    later = Activity.objects.filter(centre=report.review.year.centre_id, state=ActivityState.PLANNED, held_on__gt=day)
    if report.sent_at:
        later = later.filter(planned_at__lte=report.sent_at)
    first = later.order_by("held_on", "pk").first()
    return {"on": _day(first.held_on), "kind": first.kind, "place": first.place, "focus": first.focus} if first else {}


def _next_review(report: Report, day: date) -> str:
    """A year after this visit, unless the membership ends."""
    return "" if report.recommendation == Recommendation.NOT_MAINTAINED else _day(years_later(day, 1))


def _centre(review: Review) -> dict[str, object]:
    year = review.year
    days = {"opens_on": _day(year.opens_on), "closes_on": _day(year.closes_on)}
    return {"name": year.centre.name, "year": year.number, **days}


def _visit(visit: Visit, review: Review) -> dict[str, object]:
    others = visit.covers.standing().exclude(review=review).select_related("review__school")
    return {
        "on": _day(visit.agreed_on),
        "mode": visit.mode,
        "host": visit.host.name,
        "with": [visited.review.school.name for visited in others],
        "assessor": visit.assessor.name,
    }


def _sections(report: Report) -> list[dict[str, str]]:
    """In the order of the report; an optional one that is empty is left out."""
    texts = {report_section.kind: report_section.text for report_section in report.sections.all()}
    return [
        {"kind": kind.value, "text": texts.get(kind.value, "")}
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
            "remarks": judgement.remarks,
        }
        for judgement in review.judgements.select_related("target")
    ]


def _elements(review: Review) -> list[dict[str, object]]:
    return [
        {
            "number": finding.element.number,
            "title": finding.element.title,
            **finding.texts(),
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


def _agreed_by(review: Review) -> list[dict[str, object]]:
    plan = getattr(review, "development", None)
    signatures = plan.signatures.filter(taken_back_at=None).order_by("side") if plan else []
    return [
        {"side": one.side, "name": one.name, "on": _day(london_date(one.signed_at)), **_as_what(one, review)}
        for one in signatures
    ]


def _as_what(signature: PlanSignature, review: Review) -> dict[str, object]:
    if signature.side == Side.ASSESSOR:
        return {"role": "", "title": ""}
    return _role_on(london_date(signature.signed_at), signature.signed_by_id, review)


def _role_on(day: date, user: int | None, review: Review) -> dict[str, object]:
    """The role in which somebody spoke for the school on that day, the head's before any other."""
    roles = SchoolRole.objects.held_on(day).filter(kind__in=SPEAKERS)
    held = {role.kind: role for role in roles.filter(user=user, school=review.school_id)}
    role = next((held[kind] for kind in IN_ORDER if kind in held), None)
    return {"role": role.kind, "title": role.title} if role else {"role": "", "title": ""}


def _condition(condition: Condition) -> dict[str, object]:
    return {"number": condition.number, "text": condition.text, "due_on": _day(condition.due_on)}


def facts_part(check: FactualCheck, review: Review) -> dict[str, object]:
    """Who answered for the school, and as what; nobody where its silence was taken for a yes."""
    day = london_date(check.answered_at) if check.answered_at else None
    answered: dict[str, object] = {"answer": check.answer, "on": _day(day)}
    if day and check.answered_by:
        answered |= {"name": check.answered_by.name, **_role_on(day, check.answered_by_id, review)}
    return answered


def issued_part(report: Report, *, code: str, by: User, on: date) -> dict[str, object]:
    """What issuing adds: who confirmed the findings for IQM, when, on which paper, by which code, what it replaces."""
    factual = report.factual
    before = report.replaces
    return {
        "code": code,
        "on": _day(on),
        "confirmed_by": {"name": by.name, "title": conf.confirmer_title.get()},
        "letterhead": values_of(LETTERHEAD),
        "facts": facts_part(factual, report.review),
        "replaces": before.sealed.code if before else "",
    }
