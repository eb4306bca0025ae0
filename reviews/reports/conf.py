from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Setting

report_days = Setting(
    "REPORT_WORKING_DAYS", 5, _("Working days after a visit in which the report is drafted"), minimum=1, maximum=60
)
factual_days = Setting(
    "FACTUAL_SCHOOL_DAYS",
    10,
    _("School days in which a school reads a report for its facts; silence is acceptance"),
    minimum=1,
    maximum=60,
)
