from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Setting

invitation_days = Setting(
    "CENTRE_INVITATION_DAYS",
    30,
    _("Days until an invitation to join a Centre lapses"),
    unit=_("days"),
    minimum=1,
    maximum=180,
)
