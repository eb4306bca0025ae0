from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Setting

decision_days = Setting(
    "APPLICATION_DECISION_DAYS",
    10,
    _("Working days in which IQM decides an application, or asks for changes"),
    unit=_("working days"),
    minimum=1,
    maximum=120,
)
change_days = Setting(
    "APPLICATION_CHANGE_DAYS",
    14,
    _("Days offered for a requested change to an application"),
    unit=_("days"),
    minimum=1,
    maximum=180,
)
