"""How often a report came back and why, and what its writer has changed since."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.differences import Part, differences
from iqm_coe.lib.templatetags.words import long_date
from reviews.reports.enums import Recommendation, ReportSectionKind
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
