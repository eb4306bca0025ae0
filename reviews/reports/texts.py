"""The draft of a report, written by its assessor, or by who finishes it, on whatever device is at hand."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from iqm_coe.texts.kinds import TextKind, text_kind
from reviews.reports.enums import ReportState
from reviews.reports.flows import report as flows
from reviews.reports.forms.report import ReportForm
from reviews.reports.models.report import Report


def _reports_read_by(user: User) -> QuerySet[Report]:
    writes = Q(author=user, finished_by=None) | Q(finished_by=user)
    return Report.objects.visible_to(user).filter(writes).select_related("author", "finished_by", "review")


REPORT = text_kind(
    "reports.report",
    TextKind(
        rows=_reports_read_by,
        form=ReportForm,
        texts=Report.texts,
        stamp=lambda row: (row.writer if row.saved_at else None, row.saved_at),
        save=flows.write,
        page=lambda row: reverse("reports:write_report", args=[row.pk]),
        permission="reports.write_report",
        is_open=lambda row: row.state == ReportState.DRAFT,
    ),
)
