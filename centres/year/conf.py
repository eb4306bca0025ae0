from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Holds, Part, Setting
from iqm_coe.lib.units import DAYS_BEFORE, MONTH_OF_YEAR, WORKING_DAYS

PART = Part.YEAR

plan_due_month = Setting(
    "PLAN_DUE_MONTH",
    3,
    _("Month of the Centre year at whose end the three plans are due"),
    unit=MONTH_OF_YEAR,
    minimum=1,
    maximum=12,
    holds=Holds.STAMPED,
)
plan_reading_days = Setting(
    "PLAN_READING_DAYS",
    10,
    _("Working days in which IQM reads a plan that was lodged"),
    unit=WORKING_DAYS,
    minimum=1,
    maximum=120,
    holds=Holds.STAMPED,
)
plan_shown_days = Setting(
    "PLAN_SHOWN_DAYS",
    45,
    _("Days before it is due from which a plan stands in What needs me"),
    unit=DAYS_BEFORE,
    maximum=365,
)

files_mb = Setting(
    "FILES_MB",
    500,
    _("Room for the files that one school hands in during one Centre year"),
    unit=_("MB"),
    minimum=20,
    maximum=100_000,
)
