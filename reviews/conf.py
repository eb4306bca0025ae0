"""The settings of reviews that an administrator may change."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Setting

framework_key = Setting(
    "DEFAULT_FRAMEWORK",
    "ten",
    _("Elements that the reviews of a new Centre year are written for"),
    choices=(
        ("ten", _("Ten elements")),
        ("eight-first", _("Eight elements (first)")),
        ("eight-current", _("Eight elements (current)")),
    ),
)
update_due_month = Setting(
    "UPDATE_DUE_MONTH",
    10,
    _("Month of the Centre year at whose end the update is due where no visit is agreed yet"),
    minimum=1,
    maximum=12,
)
update_working_days = Setting(
    "UPDATE_WORKING_DAYS",
    20,
    _("Working days before the agreed visit on which the update is due"),
    minimum=1,
    maximum=60,
)
role_years = Setting(
    "ASSESSOR_ROLE_YEARS",
    3,
    _("Years for which a former role at a school of the Centre or its trust rules an assessor out"),
    maximum=20,
)
days_a_round = Setting(
    "VISIT_DAYS_A_ROUND", 5, _("Days that can be proposed for a visit at once"), minimum=1, maximum=20
)
least_targets = Setting(
    "LEAST_TARGETS", 3, _("Targets that a plan for development has at least"), minimum=1, maximum=20
)
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
