from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "update.Framework": Kept("for good: reviews are pinned to it"),
        "update.Element": Kept("for good"),
        "update.ElementMapping": Kept("for good"),
        "update.Review": Kept("as long as its Centre"),
        "update.Answer": Kept("7 years after its year", ("progress", "evidence", "next_steps")),
        "update.AnswerVersion": Kept(
            "7 years after its year; what was sent as long as the report", ("progress", "evidence", "next_steps")
        ),
        "update.AnswerLink": Kept("as long as its answer", ("url", "title")),
        "update.AnswerFile": Kept("7 years after its year; the hash for good", ("file", "name", "title")),
        "update.Declaration": Kept("as long as the report", ("given_name",)),
        "update.Target": Kept("as long as the report", ("aim", "actions", "owner", "measure")),
        "update.TargetProgress": Kept("7 years after its year", ("text",)),
        "update.TargetProgressVersion": Kept("7 years after its year; what was sent as long as the report", ("text",)),
    }
)
