"""The settings of centres that an administrator may change."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Setting

invitation_days = Setting(
    "CENTRE_INVITATION_DAYS", 30, _("Days until an invitation to join a Centre lapses"), minimum=1, maximum=180
)
change_days = Setting(
    "APPLICATION_CHANGE_DAYS", 14, _("Days offered for a requested change to an application"), minimum=1, maximum=180
)
plan_due_month = Setting(
    "PLAN_DUE_MONTH", 3, _("Month of the Centre year at whose end the three plans are due"), minimum=1, maximum=12
)
