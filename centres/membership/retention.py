from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "membership.CentreFreeze": Kept("for good: it says who could write, and when"),
        "membership.Centre": Kept("for good"),
        "membership.CentreAccess": Kept("6 years after it ended"),
        "membership.Membership": Kept("for good"),
        "membership.CentreInvitation": Kept("24 months after it was answered, withdrawn or lapsed", ("contact_email",)),
    }
)
