from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "application.Application": Kept(
            "10 years after its decision; 24 months after it was withdrawn", ("override_reason",)
        ),
        "application.CriterionAnswer": Kept("as long as its application", ("text",)),
        "application.EvidenceLink": Kept("as long as its application", ("url", "title")),
        "application.Agreement": Kept("as long as its application", ("given_name",)),
        "application.ChangeRequest": Kept("as long as its application", ("reason",)),
        "application.EligibilityFinding": Kept("as long as its application"),
    }
)
