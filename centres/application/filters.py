"""How lists of applications are narrowed."""

from django.utils.translation import gettext_lazy as _

from centres.application.enums import ApplicationState
from centres.application.models.application import Application
from iqm_coe.lib.filters import ListFilter, one_of, says


class ApplicationFilter(ListFilter):
    q = says(_("Centre"), "centre__name")
    lead = says(_("Lead school"), "centre__lead_school__name")
    state = one_of(_("State"), "state", ApplicationState.choices, every=_("Any state"))

    class Meta:
        model = Application
        fields = ("q", "lead", "state")
