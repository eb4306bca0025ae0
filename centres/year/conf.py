from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Setting

plan_due_month = Setting(
    "PLAN_DUE_MONTH", 3, _("Month of the Centre year at whose end the three plans are due"), minimum=1, maximum=12
)
plan_shown_days = Setting(
    "PLAN_SHOWN_DAYS",
    45,
    _("Days before it is due from which a plan stands in What needs me"),
    unit=_("days"),
    maximum=365,
)
