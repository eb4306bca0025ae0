"""What a report says now, and that nobody decides on another text than the one they read; its conditions (R24, R25)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.templatetags.words import long_date
from reviews.flows import sealing
from reviews.flows.record import visit_covering
from reviews.models import Condition, Report, Visit


@dataclass(frozen=True)
class Wanted:
    """A condition as it is written: what, and by when."""

    text: str
    due_on: date


def visit_of(report: Report) -> Visit:
    """The visit that the report is about; there always is one, since recording it began the report."""
    visit = visit_covering(report.review)
    if visit is None:
        raise Refused(_("The visit of this report was called off."))
    return visit


def fingerprint_of(report: Report) -> str:
    """The hash of everything the report says now."""
    return sealing.hash_of(sealing.canonical(sealing.content_of(report, visit_of(report))))


def require_read(report: Report, read: str) -> None:
    """Raise Refused unless the report says what was shown; an empty `read` does not ask."""
    if read and read != fingerprint_of(report):
        raise Refused(_("Somebody changed the report since you opened this page. Read it again."))


def require_days_to_come(report: Report, conditions: Sequence[Wanted]) -> None:
    """A condition is met after the visit, or it is none (R25)."""
    visited_on = visit_of(report).agreed_on
    if visited_on and any(one.due_on <= visited_on for one in conditions):
        raise Refused(_("The day by which a condition is met lies after the visit, on %s.") % long_date(visited_on))


def keep_conditions(report: Report, conditions: Sequence[Wanted]) -> None:
    """These take the place of those that stood."""
    report.conditions.all().delete()
    Condition.objects.bulk_create(
        Condition(report=report, number=number, text=one.text.strip(), due_on=one.due_on)
        for number, one in enumerate(conditions, start=1)
    )
