"""The lists of this room."""

from django.utils.translation import gettext_lazy as _

from centres.year.enums import PlanState
from centres.year.filters import PlanFilter
from iqm_coe.lib.lists.columns import Count, Day, Name, State, Title
from iqm_coe.lib.lists.table import ListTable


class Plans(ListTable):
    route = "year:plans"
    title = _("Plans")
    lead = _("Three a Centre and year: sustained practice, classroom research, dissemination.")
    caption = _("Plans, of the open ones the one due first on top")
    empty = _("No plan found")
    filters = PlanFilter

    plan = Title(_("Plan"), "get_kind_display", to="year:plan", sort="kind")
    centre = Name(_("Centre"), "year.centre.name", sort="year__centre__name")
    year = Count(_("Year"), "year.number", sort="year__number")
    state = State(_("State"), PlanState, sort="state")
    due = Day(_("Due"), "due_on", sort="due_on")
