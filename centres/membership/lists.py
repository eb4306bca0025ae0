"""The lists of this room."""

from django.utils.translation import gettext_lazy as _

from centres.membership.enums import CentreState
from centres.membership.filters import CentreFilter
from centres.membership.rules import sees_centres
from iqm_coe.lib.lists.columns import Count, Day, Name, Title
from iqm_coe.lib.lists.states import State
from iqm_coe.lib.lists.table import ListTable


class Centres(ListTable):
    route = "membership:centres"
    title = _("Centres of Excellence")
    caption = _("Centres, by name")
    empty = _("No Centre found")
    empty_text = _("The Centres that you may read stand here. A school begins a Centre from its own page.")
    filters = CentreFilter
    read_by = sees_centres
    empty_to_others = _(
        "A Centre is read by the coordinators and heads of its schools. Ask your coordinator where your school stands "
        "in it."
    )

    name = Title(_("Name"), "name", to="membership:centre", sort="name")
    lead = Name(_("Lead school"), "lead_school.name", sort="lead_school__name")
    schools = Count(_("Schools"), "schools", sort="schools")
    state = State(_("State"), CentreState, sort="state")
    approved = Day(_("Approved"), "approved_on", sort="approved_on")
