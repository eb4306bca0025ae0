"""What the schools of a Centre plan and do."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {
        "year.Plan": Content(
            ("return_reason",), _("who speaks for the schools of the Centre, its adviser and assessor, and IQM")
        ),
        "year.PlanVersion": Content(
            ("file", "name", "note"), _("who speaks for the schools of the Centre, its adviser and assessor, and IQM")
        ),
        "year.Activity": Content(
            ("place", "focus", "taken_back"),
            _("who speaks for the schools of the Centre, its adviser and assessor, and IQM"),
        ),
        "year.Attendance": Content(
            ("will_try",), _("who speaks for the schools of the Centre, its adviser and assessor, and IQM")
        ),
    }
)
STAYS = stays(
    {
        "year.PlanVersion.content_type": "a code of the product, no words",
        "year.PlanVersion.sha256": "the hash that stays",
        "year.Activity.pages": "numbers of open pages",
        "year.Activity.planned_from": "a code of the product, no words",
    }
)
