from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Holds, Part, Setting
from iqm_coe.lib.units import DAYS_BEFORE, MONTH_OF_YEAR, WORKING_DAYS, WORKING_DAYS_BEFORE, YEARS

PART = Part.VISITS

update_working_days = Setting(
    "UPDATE_WORKING_DAYS",
    20,
    _("Working days before the agreed visit on which the update is due"),
    unit=WORKING_DAYS_BEFORE,
    minimum=1,
    maximum=60,
    holds=Holds.STAMPED,
)
role_years = Setting(
    "ASSESSOR_ROLE_YEARS",
    3,
    _("Years for which a former role at a school of the Centre or its trust rules an assessor out"),
    unit=YEARS,
    maximum=20,
)
appointed_by_month = Setting(
    "APPOINTED_BY_MONTH",
    6,
    _("Month of the Centre year at whose end each review has an assessor"),
    unit=MONTH_OF_YEAR,
    minimum=1,
    maximum=12,
)
appointed_shown_days = Setting(
    "APPOINTED_SHOWN_DAYS",
    120,
    _("Days before that from which a missing assessor stands in What needs me"),
    unit=DAYS_BEFORE,
    maximum=365,
)
answer_days = Setting(
    "ASSESSOR_ANSWER_DAYS",
    5,
    _("Working days in which an assessor who is asked declares interests and answers"),
    unit=WORKING_DAYS,
    minimum=1,
    maximum=60,
    holds=Holds.STAMPED,
)
visited_by_month = Setting(
    "VISITED_BY_MONTH",
    10,
    _("Month of the Centre year by whose end its schools are visited"),
    unit=MONTH_OF_YEAR,
    minimum=1,
    maximum=12,
)
agenda_shown_days = Setting(
    "AGENDA_SHOWN_DAYS",
    14,
    _("Days before a visit from which a missing agenda stands in What needs me"),
    unit=DAYS_BEFORE,
    maximum=90,
)
days_a_round = Setting(
    "VISIT_DAYS_A_ROUND", 5, _("Days that can be proposed for a visit at once"), unit=_("days"), minimum=1, maximum=20
)
least_targets = Setting(
    "LEAST_TARGETS", 3, _("Targets that a plan for development has at least"), unit=_("targets"), minimum=1, maximum=20
)
