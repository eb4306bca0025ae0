"""What is written about a visit and on it."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {
        "visits.Accreditation": Content(("training",), _("IQM"), for_iqm=True),
        "visits.Visit": Content(
            ("agenda", "waiver_reason", "interests"),
            _("who speaks for the schools of the Centre, its adviser and assessor, and IQM"),
        ),
        "visits.VisitedReview": Content(("evidence_seen", "meetings_held"), _("the assessor, and IQM")),
        "visits.Finding": Content(
            ("remarks", "strengths", "areas"), _("the assessor and IQM; with its report the school")
        ),
        "visits.TargetJudgement": Content(("remarks",), _("the assessor and IQM; with its report the school")),
    }
)
STAYS = stays(
    {
        "visits.Visit.waived": "a code of the product, no words",
        "visits.PlanSignature.name": "the name of who signed: erased as a person",
        "visits.Visit.pages": "numbers of open pages",
        "visits.VisitedReview.pages": "numbers of open pages",
        "visits.Finding.pages": "numbers of open pages",
        "visits.TargetJudgement.pages": "numbers of open pages",
    }
)
