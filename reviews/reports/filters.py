"""How lists of reports are narrowed."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.filters import ListFilter, one_of, says
from reviews.reports.enums import ReportState
from reviews.reports.models.report import Report


class ReportFilter(ListFilter):
    q = says(_("School"), "review__school__name")
    centre = says(_("Centre"), "review__year__centre__name")
    author = says(_("Assessor"), "author__name")
    state = one_of(_("State"), "state", ReportState.choices, every=_("Any state"))

    class Meta:
        model = Report
        fields = ("q", "centre", "author", "state")
