"""The lists of this room."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.lists.columns import Choice, Day, Name, Title, Words
from iqm_coe.lib.lists.states import State
from iqm_coe.lib.lists.table import ListTable
from reviews.reports.enums import Recommendation, ReportState
from reviews.reports.filters import ReportFilter


class Reports(ListTable):
    route = "reports:reports"
    permission = "reports.list_reports"
    title = _("Reports")
    caption = _("Reports, last sent first")
    empty = _("No report found")
    empty_text = _("A report stands here as soon as the visit to its school is recorded.")
    filters = ReportFilter

    school = Title(
        _("School"), "review.school.name", to="reports:report", sort="review__school__name", place="review.school.town"
    )
    town = Words(_("Town"), "review.school.town", sort="review__school__town", at_first=False)
    centre = Name(_("Centre"), "review.year.centre.name", sort="review__year__centre__name")
    author = Name(_("Assessor"), "author.name", sort="author__name")
    state = State(_("State"), ReportState, sort="state")
    recommendation = Choice(_("Recommendation"), "get_recommendation_display", Recommendation, sort="recommendation")
    sent = Day(_("Sent"), "sent_at", sort="sent_at")
