from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "reports.Report": Kept("for good: issued reports can be confirmed by their code"),
        "reports.ReportSection": Kept("as long as its report", ("text",)),
        "reports.Condition": Kept("as long as its report", ("text",)),
        "reports.FactualCheck": Kept("7 years after its report was issued", ("content", "corrections")),
        "reports.SealedReport": Kept("for good: it can be confirmed by its code", ("content",)),
        "reports.SealedPrint": Kept("as long as its report", ("last_error",)),
        "reports.SealedFile": Kept("for good, with its report", ("file", "name")),
        "reports.Pack": Kept("24 months; it can be built again at any time", ("step", "last_error")),
        "reports.PackFile": Kept("as long as its pack", ("file", "name")),
    }
)
