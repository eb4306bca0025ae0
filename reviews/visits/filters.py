"""How lists of visits and of assessors are narrowed."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.filters import ListFilter, on_any_day, one_of, says, state_or
from reviews.visits.conditions.visit import is_soon
from reviews.visits.enums import AccreditationState, VisitState
from reviews.visits.models.visit import Visit


class VisitFilter(ListFilter):
    q = says(_("Centre"), "year__centre__name")
    host = says(_("Host school"), "host__name")
    assessor = says(_("Assessor"), "assessor__name")
    state = state_or(VisitState.choices, {"soon": (_("On a day of the next thirty"), is_soon)})

    class Meta:
        model = Visit
        fields = ("q", "host", "assessor", "state")


LOADS = [("none", _("None")), ("some", _("One to three")), ("many", _("Four or more"))]
LOAD = {
    "none": on_any_day(Q(load=0)),
    "some": on_any_day(Q(load__range=(1, 3))),
    "many": on_any_day(Q(load__gte=4)),
}


class AssessorFilter(ListFilter):
    """By name, by the authority of their own schools, by accreditation and by how many visits they have this year."""

    q = says(_("Name"), "name")
    area = says(_("Local authority of their own schools"), "areas")
    accreditation = one_of(_("Accreditation"), "accreditation", AccreditationState.choices, every=_("Any"))
    load = one_of(_("Visits this year"), "", LOADS, every=_("Any number"), when=LOAD)

    class Meta:
        model = User
        fields = ("q", "accreditation", "load")
