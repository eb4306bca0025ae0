"""Reports that somebody has begun and that are not issued."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.lib.leaving import Leaving, Thing, leaves
from reviews.reports.enums import ReportState
from reviews.reports.models.report import Report


def _written(person: int) -> Iterator[Thing]:
    rows = Report.objects.filter(author=person, finished_by=None).exclude(state=ReportState.ISSUED)
    for report in rows.select_related("review__school").order_by("pk"):
        words = _now("Writes the report on %(school)s: %(state)s")
        told = {"school": report.review.school, "state": report.label}
        url, is_lost = reverse("reports:report", args=[report.pk]), report.sent_at is None
        yield Thing(report.pk, words % told, url, _waits(is_lost=is_lost), is_lost=is_lost)


def _waits(*, is_lost: bool) -> str:
    """One that its author never signed nobody goes on with; any other is finished by staff (R24e)."""
    if is_lost:
        return _now("Nobody else may sign it, so it cannot go on without them. Have it sent before the role ends.")
    return _now("If it comes back after the role has ended, one of the staff finishes it and another checks it.")


def _finished(person: int) -> Iterator[Thing]:
    rows = Report.objects.filter(finished_by=person, state=ReportState.DRAFT)
    for report in rows.select_related("review__school").order_by("pk"):
        words = _now("Finishes the report on %s") % report.review.school
        yield Thing(report.pk, words, reverse("reports:report", args=[report.pk]))


reports_written = leaves(
    Leaving(
        "reports_written",
        _("Reports that they write"),
        _(
            "Only whoever visited writes one, so it goes to no other assessor. Staff check and issue what was sent, "
            "and finish what comes back."
        ),
        _written,
        role=IqmRoleKind.ASSESSOR,
        seen_by=Report.objects.visible_to,
    )
)

reports_finished = leaves(
    Leaving(
        "reports_finished",
        _("Reports that they finish for an assessor"),
        _("Each waits in the worklist of the staff when the role ends, until another takes it over."),
        _finished,
        role=IqmRoleKind.STAFF,
        seen_by=Report.objects.visible_to,
    )
)
