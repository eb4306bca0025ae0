"""How long what operations keeps is kept."""

from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "operations.Fault": Kept("24 months after it was over", ("error",)),
        "operations.Heartbeat": Kept("the last one of each part"),
        "operations.DueTime": Kept("the next and the last time of each task"),
        "operations.SealedRange": Kept("for good: it says that the trail is what it was"),
        "operations.Incident": Kept("24 months after it was over", ("detail",)),
    }
)
