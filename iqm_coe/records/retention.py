"""How long withdrawals and legal holds are kept."""

from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "records.Withdrawal": Kept("for good: it says what was withdrawn, by whom and why", ("reason",)),
        "records.WithdrawnPlace": Kept("for good: it holds the hash of what stood there, and no words"),
        "records.Hold": Kept("for good: it says why something was kept", ("reason", "ended_reason")),
        "records.Export": Kept("24 months after it was asked for", ("step", "last_error")),
        "records.ExportFile": Kept("a week; cleared every night", ("file", "name")),
        "records.Erasure": Kept("for good: it says that somebody was erased, not whom"),
        "records.Certificate": Kept("for good: it holds no name", ("file", "name")),
    }
)
