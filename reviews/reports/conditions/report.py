"""What a report lacks, whether it came back, and the fingerprint of what it says now (R24)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from iqm_coe.lib.conf import Setting
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import may
from iqm_coe.lib.rich_text import too_many_pieces
from iqm_coe.lib.working_days import OFFICE, working_days_from
from iqm_coe.texts.conditions.kept import apart
from reviews.reports import conf
from reviews.reports.conditions import seal
from reviews.reports.enums import OPTIONAL_SECTIONS, Recommendation, ReportSectionKind, ReportState
from reviews.reports.models.report import MOST_CONDITIONS, Report
from reviews.update.models.review import Review
from reviews.visits.conditions.visit import visit_covering
from reviews.visits.enums import DevelopmentState
from reviews.visits.models.visit import Visit


@dataclass(frozen=True)
class NewCondition:
    """A condition as it is written: what, and by when."""

    text: str
    due_on: date


def is_returned(review: Review) -> bool:
    """Whether the report came back to its author: until it is sent again, what was recorded can be corrected (R24)."""
    return review.reports.filter(state=ReportState.DRAFT).exclude(sent_at=None).exists()


def closing_words(texts: Mapping[str, str], *, before: str) -> str:
    """Another recommendation brings IQM's own closing words, unless the assessor has written others."""
    written, chosen = texts[ReportSectionKind.CLOSING.value], texts["recommendation"]
    ours = {given: setting.get() for given, setting in conf.CLOSINGS.items()}
    return ours.get(chosen, "") if chosen != before and written in {"", ours.get(before)} else written


def _findings(report: Report) -> Iterator[str]:
    """What was recorded on the elements, which stands in the report too."""
    for found in report.review.findings.values_list("remarks", "strengths", "areas"):
        yield from found


def missing(report: Report) -> list[str]:
    """What stands between the draft and the quality check, in sentences; empty when it can go."""
    texts = {report_section.kind: report_section.text for report_section in report.sections.all()}
    plan = getattr(report.review, "development", None)
    is_agreed = plan is not None and plan.state == DevelopmentState.AGREED
    needs_condition = report.recommendation == Recommendation.CONDITIONS and not report.conditions.exists()
    wanted = [kind for kind in ReportSectionKind if kind not in OPTIONAL_SECTIONS]
    return [
        *[_("“%s” is not written yet.") % kind.label for kind in wanted if not texts.get(kind.value)],
        *([] if report.recommendation else [_("There is no recommendation yet.")]),
        *([_("A membership maintained with conditions needs at least one.")] if needs_condition else []),
        *too_many_pieces([*texts.values(), *_findings(report)]),
        *([] if is_agreed else [_("The plan for development is not agreed by both sides yet.")]),
        *apart([report]),
    ]


def has_lost_its_writer(report: Report) -> bool:
    """A draft that nobody can go on with: its author has left, and nobody who may finishes it (R24e)."""
    if report.state != ReportState.DRAFT or may(report.writer, "reports.write_report", report):
        return False
    return report.finished_by_id is not None or Visit.objects.without_assessor().covering(report.review).exists()


def office_due(days: Setting[int], at: datetime) -> date:
    """When IQM should have done its own next step, which comes to it now."""
    return working_days_from(london_date(at), days.get(), OFFICE)


def visit_of(report: Report) -> Visit:
    """The visit that the report is about; there always is one, since recording it began the report."""
    visit = visit_covering(report.review)
    if visit is None:
        raise Refused(_("The visit of this report was called off."))
    return visit


def fingerprint_of(report: Report) -> str:
    """The hash of everything the report says now."""
    return seal.hash_of(seal.canonical(seal.content_of(report, visit_of(report))))


def conditions_in(texts: Mapping[str, str]) -> list[NewCondition]:
    """The conditions that are written out. Raises Refused where one has no day."""
    found = []
    for number in range(1, MOST_CONDITIONS + 1):
        text, due_on = texts[f"condition_{number}"], texts[f"condition_{number}_due_on"]
        if text.strip() and not due_on:
            raise Refused(_("Give the day by which condition %d is met.") % number)
        if text.strip():
            found.append(NewCondition(text, date.fromisoformat(due_on)))
    return found
