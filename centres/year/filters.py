"""How lists of plans are narrowed."""

from django.utils.translation import gettext_lazy as _

from centres.year.enums import PlanKind, PlanState
from centres.year.models.plan import Plan
from iqm_coe.lib.filters import ListFilter, one_of, says


class PlanFilter(ListFilter):
    q = says(_("Centre"), "year__centre__name")
    state = one_of(_("State"), "state", PlanState.choices, every=_("Any state"))
    kind = one_of(_("Plan"), "kind", PlanKind.choices, every=_("All three"))

    class Meta:
        model = Plan
        fields = ("q", "state", "kind")
