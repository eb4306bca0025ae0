from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Holds, Part, Setting
from iqm_coe.lib.units import DAYS, WORKING_DAYS

PART = Part.JOINING

decision_days = Setting(
    "APPLICATION_DECISION_DAYS",
    10,
    _("Working days in which IQM decides an application, or asks for changes"),
    unit=WORKING_DAYS,
    minimum=1,
    maximum=120,
    holds=Holds.STAMPED,
)
change_days = Setting(
    "APPLICATION_CHANGE_DAYS",
    14,
    _("Days offered for a requested change to an application"),
    unit=DAYS,
    minimum=1,
    maximum=180,
    holds=Holds.STAMPED,
)
