from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Holds, Part, Setting
from iqm_coe.lib.units import DAYS_BEFORE, MONTH_OF_YEAR

PART = Part.YEAR

framework_key = Setting(
    "DEFAULT_FRAMEWORK",
    "ten",
    _("Elements that the reviews of a new Centre year are written for"),
    choices=(
        ("ten", _("Ten elements")),
        ("eight-first", _("Eight elements (first)")),
        ("eight-current", _("Eight elements (current)")),
    ),
    holds=Holds.STAMPED,
)
update_due_month = Setting(
    "UPDATE_DUE_MONTH",
    10,
    _("Month of the Centre year at whose end the update is due where no visit is agreed yet"),
    unit=MONTH_OF_YEAR,
    minimum=1,
    maximum=12,
    holds=Holds.STAMPED,
)
update_shown_days = Setting(
    "UPDATE_SHOWN_DAYS",
    60,
    _("Days before it is due from which an update stands in What needs me"),
    unit=DAYS_BEFORE,
    maximum=365,
)
