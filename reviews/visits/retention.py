from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.retention import Kept, deleted, goes_with, retention, since, years

REPORT, VISIT = "reports.Report", "visits.Visit"
ENDED = since(_("it ended"), "valid_until", "withdrawn_at")
RETENTION = retention(
    {
        "visits.Accreditation": Kept(deleted(years(7), ENDED), ("training",)),
        VISIT: Kept(goes_with(REPORT), ("agenda", "waiver_reason", "interests")),
        "visits.VisitedReview": Kept(goes_with(VISIT), ("evidence_seen", "meetings_held")),
        "visits.DateRound": Kept(goes_with(VISIT)),
        "visits.DateProposal": Kept(goes_with(VISIT)),
        "visits.Finding": Kept(goes_with(REPORT), ("remarks", "strengths", "areas")),
        "visits.TargetJudgement": Kept(goes_with(REPORT), ("remarks",)),
        "visits.DevelopmentPlan": Kept(goes_with(REPORT)),
        "visits.PlanSignature": Kept(goes_with(REPORT), ("name",)),
    }
)
