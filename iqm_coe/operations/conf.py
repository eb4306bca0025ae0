from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Part, Setting
from iqm_coe.lib.units import SECONDS

PART = Part.MACHINE

still_after = Setting(
    "STILL_AFTER_SECONDS",
    180,
    _("Seconds without a word after which a worker or the clock counts as standing still"),
    unit=SECONDS,
    minimum=90,
    maximum=3600,
)
