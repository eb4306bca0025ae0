from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "visits.Accreditation": Kept("7 years after it ended", ("training",)),
        "visits.Visit": Kept("as long as the report", ("agenda", "waiver_reason", "interests")),
        "visits.VisitedReview": Kept("as long as its visit", ("evidence_seen", "meetings_held")),
        "visits.DateRound": Kept("as long as its visit"),
        "visits.DateProposal": Kept("as long as its visit"),
        "visits.Finding": Kept("as long as the report", ("remarks", "strengths", "areas")),
        "visits.TargetJudgement": Kept("as long as the report", ("remarks",)),
        "visits.DevelopmentPlan": Kept("as long as the report"),
        "visits.PlanSignature": Kept("as long as the report", ("name",)),
    }
)
