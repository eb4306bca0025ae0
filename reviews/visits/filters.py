"""How lists of visits are narrowed."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.filters import ListFilter, one_of, says
from reviews.visits.enums import VisitState
from reviews.visits.models.visit import Visit


class VisitFilter(ListFilter):
    q = says(_("Centre"), "year__centre__name")
    assessor = says(_("Assessor"), "assessor__name")
    state = one_of(_("State"), "state", VisitState.choices, every=_("Any state"))

    class Meta:
        model = Visit
        fields = ("q", "assessor", "state")
