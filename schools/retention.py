"""How long schools keep their records."""

from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "schools.SchoolFreeze": Kept("for good: it says who could write, and when"),
        "schools.School": Kept("for good; from the public register", ("head_name", "telephone")),
        "schools.Identifier": Kept("as long as its school"),
        "schools.LocalAuthority": Kept("for good; from the public register"),
        "schools.Trust": Kept("for good; from the public register"),
        "schools.Award": Kept("for good"),
        "schools.SchoolRole": Kept("6 years after it ended", ("title", "authority")),
        "schools.HeadChange": Kept("as long as its role"),
        "schools.RoleInvitation": Kept(
            "24 months after it was answered, withdrawn or lapsed", ("email", "key", "authority")
        ),
        "schools.Joining": Kept("24 months after it was answered, taken back or lapsed", ("words", "answer")),
        "schools.RegisterImport": Kept("24 months", ("file_name",)),
        "schools.RegisterRemark": Kept("as long as its reading"),
        "schools.RegisterChange": Kept("as long as its reading", ("name", "changes")),
        "schools.RegisterFile": Kept("until it is read, refused or cancelled", ("name",)),
    }
)
