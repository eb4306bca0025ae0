"""The report as each side may read it, and what the public may know of it."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from centres.models import CentreYear
from iqm_coe.accounts.models import Event, User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.next_steps import Step
from iqm_coe.lib.permissions import may
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import available
from iqm_coe.lib.year_line import State, YearStep
from reviews.enums import Judgement, Outcome, Recommendation, ReportState
from reviews.flows import sealing
from reviews.flows.record import visit_covering
from reviews.models import (
    FactualCheck,
    Report,
    SealedReport,
    Visit,
)
from reviews.models.report import LETTERS
from reviews.selectors.update import states_of
from schools.rules import holds_role


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
    read: str
    can_correct: bool


def report_page(report: Report, user: User) -> ReportPage:
    """The sealed text once it is issued; for the school, also for staff who hold a role there, the version that was
    sent to it, and no other (R44).
    """
    factual = FactualCheck.objects.filter(report=report).select_related("answered_by").first()
    sealed = SealedReport.objects.filter(report=report).select_related("issued_by").first()
    is_school = report.author_id != user.pk and (not may(user, "reviews.list_reports") or holds_role(user, report))
    text = "" if sealed else _live_text(report)
    live = json.loads(text) if text else {}
    actions = available(report, user)
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
        words=state_words(report, factual, user),
        actions=actions,
        read=sealing.hash_of(text) if text else "",
        can_correct="send" in actions and report.sent_at is not None,
    )


def _live_text(report: Report) -> str:
    """What it says now; where its visit was called off, with the visit that it was begun for."""
    visit = visit_covering(report.review) or Visit.objects.filter(covers__review=report.review).order_by("-pk").first()
    return sealing.canonical(sealing.content_of(report, visit)) if visit else ""


def without_day(content: dict[str, Any]) -> dict[str, Any]:
    """The content but for the day of signing, which changes with every sending."""
    return {name: value for name, value in content.items() if name != "signed_by"}


def _returned_because(report: Report) -> str:
    """Why staff gave it back, while that is still to be done."""
    if report.state != ReportState.DRAFT:
        return ""
    last = Event.objects.of(report).filter(action__in=["send_back", "dispute"]).select_related("note").first()
    return last.reason if last and last.action == "send_back" else ""


def state_words(report: Report, factual: FactualCheck | None, user: User) -> str:
    """Where it stands and who has it, in one sentence."""
    author, school = report.author.name, report.review.school.name
    if report.state == ReportState.FACTUAL and factual:
        words = _("%(school)s reads it for its facts until %(day)s; silence is acceptance.")
        return words % {"school": school, "day": long_date(factual.due_on)}
    return {
        ReportState.DRAFT: _("You write it.") if report.author_id == user.pk else _("%s writes it.") % author,
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
        one["tone"] = Outcome(one["outcome"]).tone
    for one in found["last_targets"]:
        one["tone"] = Judgement(one["judgement"]).tone
    for one in [*found["targets"]]:
        one["by_when"] = parse_date(one["by_when"])
    for one in found["conditions"]:
        one["due_on"] = parse_date(one["due_on"])
    for one in [*found["agreed_by"], found["signed_by"], found["visit"], *_issued(found)]:
        one["on"] = parse_date(one["on"]) if one["on"] else None
    for name in ("opens_on", "closes_on"):
        found["centre"][name] = parse_date(found["centre"][name])
    given = found["recommendation"]
    found["outcome"] = Recommendation(given).status if given else None
    return dict(found)


def _issued(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [found["issued"], found["issued"]["facts"]] if "issued" in found else []


def confirmation(code: str) -> dict[str, Any] | None:
    """What the public reads for a code: school, Centre, outcome and dates, and nothing else (R26)."""
    if not code or not set(code) <= set(LETTERS):
        return None
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


def report_step(year: CentreYear, on: date) -> YearStep | None:
    """Where the reports of the Centre's schools stand together, nothing of what one says; None without reviews."""
    reviews = len(states_of(year))
    if not reviews:
        return None
    begun = list(Report.objects.filter(review__year=year, replaces=None).values_list("sealed__issued_at", flat=True))
    sealed = [issued_at for issued_at in begun if issued_at]
    issued, last = len(sealed), max(sealed, default=None)
    is_done = issued == reviews
    note = _("%(n)d of %(all)d issued") % {"n": issued, "all": reviews} if begun else ""
    is_late = on > year.closes_on
    state: State = "done" if is_done else "late" if is_late else "now" if begun else "coming"
    day = london_date(last) if is_done and last else None
    return YearStep(50, _("Report"), state, day, reverse("centres:year", args=[year.pk]) + "#reports", note)


def reports_in_the_making(user: User) -> list[Report]:
    """An assessor's reports that are not issued yet, the one due first on top."""
    rows = Report.objects.visible_to(user).in_the_making().filter(author=user)
    return list(rows.for_list().order_by("due_on", "pk"))


def step_after_the_visit(visit: Visit, user: User) -> Step:
    """What a visit asks for once it was held: its reports."""
    if visit.assessor_id != user.pk:
        return Step(_("The visit was held. The report is being made."))
    drafts = Report.objects.filter(review__covered_by__visit=visit, author=user, state=ReportState.DRAFT)
    draft = drafts.order_by("pk").first()
    if draft is None:
        return Step(_("The reports are with IQM and the schools."))
    words = _("Write the report, due on %s.") % long_date(draft.due_on)
    return Step(words, _("Write the report"), reverse("reviews:write_report", args=[draft.pk]), "attention")
