from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "year.CentreYear": Kept("for good"),
        "year.Plan": Kept("as long as its Centre", ("return_reason",)),
        "year.Activity": Kept("as long as its Centre", ("place", "focus", "taken_back")),
        "year.Attendance": Kept("as long as its activity", ("will_try",)),
        "year.PlanVersion": Kept("7 years after its year; the hash for good", ("file", "name", "note")),
    }
)
