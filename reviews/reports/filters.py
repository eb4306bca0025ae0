"""How lists of reports are narrowed."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.filters import ListFilter, on_any_day, says, state_or
from reviews.reports.enums import WITH_THE_OFFICE, ReportState
from reviews.reports.models.report import Report


class ReportFilter(ListFilter):
    q = says(_("School"), "review__school__name")
    centre = says(_("Centre"), "review__year__centre__name")
    author = says(_("Assessor"), "author__name")
    state = state_or(
        ReportState.choices, {"office": (_("To check or to issue"), on_any_day(Q(state__in=WITH_THE_OFFICE)))}
    )

    class Meta:
        model = Report
        fields = ("q", "centre", "author", "state")
