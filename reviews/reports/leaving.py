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
    rows = Report.objects.filter(author=person).exclude(state=ReportState.ISSUED)
    for report in rows.select_related("review__school").order_by("pk"):
        words = _now("Writes the report on %(school)s: %(state)s")
        told = {"school": report.review.school, "state": report.label}
        waits = "" if report.state != ReportState.DRAFT else _now("Have it sent before the role ends.")
        yield Thing(report.pk, words % told, reverse("reports:report", args=[report.pk]), waits)


reports_written = leaves(
    Leaving(
        "reports_written",
        _("Reports that they write"),
        _(
            "Only whoever visited writes and corrects one, so it goes to nobody else. Staff check and issue what was "
            "sent; a draft waits until staff let them go on with the visit."
        ),
        _written,
        role=IqmRoleKind.ASSESSOR,
    )
)
