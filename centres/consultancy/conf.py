from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Holds, Part, Setting
from iqm_coe.lib.units import MINUTES

PART = Part.HOUR

included_minutes = Setting(
    "INCLUDED_MINUTES",
    60,
    _("Minutes of consultancy included in a Centre's year"),
    unit=MINUTES,
    minimum=1,
    maximum=600,
    holds=Holds.STAMPED,
)
