from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Holds, Part, Setting
from iqm_coe.lib.units import SCHOOL_DAYS, WORKING_DAYS
from reviews.reports.enums import Recommendation

PART = Part.REPORTS

report_days = Setting(
    "REPORT_WORKING_DAYS",
    5,
    _("Working days after a visit in which the report is drafted"),
    unit=WORKING_DAYS,
    minimum=1,
    maximum=60,
    holds=Holds.STAMPED,
)
check_days = Setting(
    "REPORT_CHECK_DAYS",
    2,
    _("Working days in which IQM checks a report"),
    unit=WORKING_DAYS,
    minimum=1,
    maximum=60,
    holds=Holds.STAMPED,
)
issue_days = Setting(
    "REPORT_ISSUE_DAYS",
    20,
    _("Working days in which IQM issues a report that is ready"),
    unit=WORKING_DAYS,
    minimum=1,
    maximum=120,
    holds=Holds.STAMPED,
)
factual_days = Setting(
    "FACTUAL_SCHOOL_DAYS",
    10,
    _("School days in which a school reads a report for its facts; its silence counts as a yes"),
    unit=SCHOOL_DAYS,
    minimum=1,
    maximum=60,
    holds=Holds.STAMPED,
)
confirmer_title = Setting(
    "REPORT_CONFIRMER_TITLE", "for IQM", _("Reports: title of whoever confirms findings for IQM"), holds=Holds.STAMPED
)
closing_if_maintained = Setting(
    "REPORT_CLOSING_MAINTAIN",
    "The Centre's membership is maintained; the school will be reviewed again in 12 months.",
    _("Reports: closing words where the membership is maintained"),
    holds=Holds.STAMPED,
)
closing_with_conditions = Setting(
    "REPORT_CLOSING_CONDITIONS",
    "The Centre's membership is maintained on the conditions named; the school will be reviewed again in 12 months.",
    _("Reports: closing words where it is maintained with conditions"),
    holds=Holds.STAMPED,
)
closing_if_not_maintained = Setting(
    "REPORT_CLOSING_NOT_MAINTAINED",
    "The school's membership of the Centre is not maintained; it ends with the Centre's year.",
    _("Reports: closing words where it is not maintained"),
    holds=Holds.STAMPED,
)

CLOSINGS = {
    Recommendation.MAINTAIN.value: closing_if_maintained,
    Recommendation.CONDITIONS.value: closing_with_conditions,
    Recommendation.NOT_MAINTAINED.value: closing_if_not_maintained,
}
