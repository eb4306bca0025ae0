"""The lists of this room."""

from django.utils.translation import gettext_lazy as _

from centres.application.enums import ApplicationState
from centres.application.filters import ApplicationFilter
from iqm_coe.lib.lists.columns import Count, Day, Name, Title
from iqm_coe.lib.lists.states import State
from iqm_coe.lib.lists.table import ListTable


class Applications(ListTable):
    route = "application:applications"
    permission = "application.list_applications"
    title = _("Applications")
    caption = _("Applications, last sent first")
    empty = _("No application found")
    empty_text = _("An application stands here as soon as a school begins a Centre.")
    filters = ApplicationFilter

    centre = Title(_("Centre"), "centre.name", to="application:application", key="centre_id", sort="centre__name")
    lead = Name(_("Lead school"), "centre.lead_school.name", sort="centre__lead_school__name")
    schools = Count(_("Schools"), "schools", sort="schools")
    state = State(_("State"), ApplicationState, sort="state")
    sent = Day(_("Sent"), "submitted_at", sort="submitted_at")
    decided = Day(_("Decided"), "decided_at", sort="decided_at")
