from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Holds, Part, Setting
from iqm_coe.lib.units import DAYS

PART = Part.JOINING

invitation_days = Setting(
    "CENTRE_INVITATION_DAYS",
    30,
    _("Days until an invitation to join a Centre lapses"),
    unit=DAYS,
    minimum=1,
    maximum=180,
    holds=Holds.STAMPED,
)
invitations_a_day = Setting(
    "CENTRE_INVITATIONS_A_DAY",
    50,
    _("Schools that one Centre may invite on one day"),
    unit=_("invitations"),
    minimum=1,
    maximum=1000,
)
