"""How lists of Centres are narrowed."""

from django.utils.translation import gettext_lazy as _

from centres.membership.enums import CentreState
from centres.membership.models.centre import Centre
from iqm_coe.lib.filters import ListFilter, one_of, says


class CentreFilter(ListFilter):
    q = says(_("Name"), "name")
    lead = says(_("Lead school"), "lead_school__name")
    state = one_of(_("State"), "state", CentreState.choices, every=_("Any state"))

    class Meta:
        model = Centre
        fields = ("q", "lead", "state")
