"""How long records are kept."""

from iqm_coe.lib.retention import Kept, retention

UPDATE = retention(
    {
        "reviews.Framework": Kept("for good: reviews are pinned to it"),
        "reviews.Element": Kept("for good"),
        "reviews.ElementMapping": Kept("for good"),
        "reviews.Review": Kept("as long as its Centre"),
        "reviews.Answer": Kept("7 years after its year", ("progress", "evidence", "next_steps")),
        "reviews.AnswerVersion": Kept(
            "7 years after its year; what was sent as long as the report", ("progress", "evidence", "next_steps")
        ),
        "reviews.AnswerLink": Kept("as long as its answer", ("url", "title")),
        "reviews.AnswerFile": Kept("7 years after its year; the hash for good", ("file", "name", "title")),
        "reviews.Declaration": Kept("as long as the report", ("given_name",)),
        "reviews.Target": Kept("as long as the report", ("aim", "actions", "owner", "measure")),
        "reviews.TargetProgress": Kept("7 years after its year", ("text",)),
        "reviews.TargetProgressVersion": Kept("7 years after its year; what was sent as long as the report", ("text",)),
    }
)

VISITS = retention(
    {
        "reviews.Accreditation": Kept("7 years after it ended", ("training",)),
        "reviews.Visit": Kept("as long as the report", ("agenda", "override_reason", "interests")),
        "reviews.VisitedReview": Kept("as long as its visit"),
        "reviews.DateRound": Kept("as long as its visit"),
        "reviews.DateProposal": Kept("as long as its visit"),
        "reviews.Finding": Kept("as long as the report", ("remarks",)),
        "reviews.TargetJudgement": Kept("as long as the report", ("remarks",)),
        "reviews.DevelopmentPlan": Kept("as long as the report"),
        "reviews.PlanSignature": Kept("as long as the report", ("name",)),
    }
)

REPORTS = retention(
    {
        "reviews.Report": Kept("for good: issued reports can be confirmed by their code"),
        "reviews.ReportSection": Kept("as long as its report", ("text",)),
        "reviews.Condition": Kept("as long as its report", ("text",)),
        "reviews.FactualCheck": Kept("7 years after its report was issued", ("content", "corrections")),
        "reviews.SealedReport": Kept("for good: it can be confirmed by its code", ("content",)),
        "reviews.Pack": Kept("24 months; it can be built again at any time", ("step", "last_error")),
        "reviews.PackFile": Kept("as long as its pack", ("file", "name")),
    }
)
