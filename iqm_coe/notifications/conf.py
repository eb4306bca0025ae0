"""The settings of mail that an administrator may change."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Holds, Part, Setting
from iqm_coe.lib.units import MONTHS_BACK

PART = Part.KEPT

mail_months = Setting(
    "MAIL_KEPT_MONTHS",
    24,
    _("Months for which mail is kept here after it was written"),
    unit=MONTHS_BACK,
    minimum=12,
    maximum=84,
    holds=Holds.CLEARS,
)
