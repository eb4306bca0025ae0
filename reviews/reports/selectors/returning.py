"""With whom a report is, since when and until when (R24h); how often it came back and why, and what changed since."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, DateTimeField, F, OuterRef, Subquery, When
from django.db.models.functions import Greatest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.differences import Part, differences
from iqm_coe.lib.templatetags.words import long_date
from reviews.reports.enums import Recommendation, ReportSectionKind, ReportState
from reviews.reports.models.report import BOXES, FactualCheck, Report
from reviews.reports.models.returning import Returning


@dataclass(frozen=True)
class CameBack:
    """One time that it was given back: when, by whom, with which words."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class Change:
    """One box whose text is another than when the report came back."""

    label: str
    parts: list[Part]


@dataclass(frozen=True)
class Rounds:
    """The newest first; `since` is when it came back last, as far as it is known what it said then."""

    came_back: list[CameBack]
    changes: list[Change]
    since: datetime | None


def rounds_of(report: Report, factual: FactualCheck | None) -> Rounds:
    """For its writer and IQM: the school reads neither the reasons nor a draft."""
    events = Event.objects.of(report).filter(action__in=["send_back", "dispute"]).select_related("by", "note")
    corrections = factual.corrections if factual else ""
    came_back = [
        CameBack(one.at, one.by.name if one.by else "", corrections if one.action == "dispute" else one.reason)
        for one in events.order_by("-pk")
    ]
    last = Returning.objects.filter(report=report).last() if came_back else None
    return Rounds(came_back, _changes(last.texts, report.texts()) if last else [], last.at if last else None)


def _changes(before: dict[str, str], after: dict[str, str]) -> list[Change]:
    boxes = [box for box in BOXES if before.get(box, "") != after[box]]
    return [Change(_label(box), differences(_said(box, before.get(box, "")), _said(box, after[box]))) for box in boxes]


def _label(box: str) -> str:
    if box in ReportSectionKind.values:
        return str(ReportSectionKind(box).label)
    if box == "recommendation":
        return _("Recommendation")
    number = box.removeprefix("condition_").removesuffix("_due_on")
    return (_("Condition %s: by when") if box.endswith("_due_on") else _("Condition %s")) % number


def _said(box: str, text: str) -> str:
    """A choice and a day as people read them; what is neither any more, since words were withdrawn, as it stands."""
    if box == "recommendation" and text in Recommendation.values:
        return str(Recommendation(text).label)
    day = parse_date(text) if box.endswith("_due_on") else None
    return long_date(day) if day else text


def came_at(way: str = "") -> Case:
    """When it came to whoever has it now; `way` leads to the report, as in `first__`."""
    begun, sent, checked = F(f"{way}begun_at"), F(f"{way}sent_at"), F(f"{way}checked_at")
    asked, answered = F(f"{way}factual__sent_at"), F(f"{way}factual__answered_at")
    returned = Returning.objects.filter(report=OuterRef(f"{way}pk")).order_by("-pk").values("at")[:1]
    state = f"{way}state"
    return Case(
        When(**{state: ReportState.DRAFT}, then=Greatest(begun, sent, answered, Subquery(returned))),
        When(**{state: ReportState.CHECKING}, then=Greatest(sent, F(f"{way}finished_at"))),
        When(**{state: ReportState.FACTUAL}, then=asked),
        default=Greatest(answered, checked),
        output_field=DateTimeField(),
    )


def draft_due_on(way: str, closes_on: str) -> Case:
    """`Report.draft_due_on` in a query."""
    due_on = F(f"{way}due_on")
    return Case(When(**{f"{way}sent_at": None}, then=due_on), default=Greatest(due_on, F(closes_on)))
