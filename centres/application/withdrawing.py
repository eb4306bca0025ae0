"""What a Centre writes to be one."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {
        "application.Application": Content(("override_reason",), _("IQM"), for_iqm=True),
        "application.ChangeRequest": Content(
            ("reason",), _("who speaks for the schools of the Centre, its adviser and assessor, and IQM")
        ),
        "application.CriterionAnswer": Content(
            ("text",), _("who speaks for the schools of the Centre, its adviser and assessor, and IQM")
        ),
        "application.EvidenceLink": Content(
            ("url", "title"), _("who speaks for the schools of the Centre, its adviser and assessor, and IQM")
        ),
    }
)
STAYS = stays(
    {
        "application.Agreement.given_name": "the name of who signed: erased as a person",
        "application.EligibilityFinding.reasons": "a code of the product, no words",
        "application.CriterionAnswer.pages": "numbers of open pages",
    }
)
