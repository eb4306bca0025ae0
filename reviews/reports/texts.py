"""The draft of a report, written by its assessor on whatever device is at hand."""

from django.db.models import QuerySet
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from iqm_coe.texts.kinds import TextKind, text_kind
from reviews.reports.enums import ReportState
from reviews.reports.flows import report as flows
from reviews.reports.forms.report import ReportForm
from reviews.reports.models.report import Report


def _reports_read_by(user: User) -> QuerySet[Report]:
    return Report.objects.visible_to(user).filter(author=user).select_related("author", "review")


REPORT = text_kind(
    "reports.report",
    TextKind(
        rows=_reports_read_by,
        form=ReportForm,
        texts=Report.texts,
        stamp=lambda row: (row.author if row.saved_at else None, row.saved_at),
        save=flows.write,
        page=lambda row: reverse("reports:write_report", args=[row.pk]),
        permission="reports.write_report",
        is_open=lambda row: row.state == ReportState.DRAFT,
    ),
)
