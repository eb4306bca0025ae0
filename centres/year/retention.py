from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "year.CentreYear": Kept("for good"),
        "year.Plan": Kept("as long as its Centre", ("return_reason",)),
        "year.PlanVersion": Kept("7 years after its year; the hash for good", ("file", "name", "note")),
    }
)
