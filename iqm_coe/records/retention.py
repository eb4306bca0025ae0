"""How long withdrawals and legal holds are kept."""

from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "records.Withdrawal": Kept("for good: it says what was withdrawn, by whom and why", ("reason",)),
        "records.WithdrawnPlace": Kept("for good: it holds the hash of what stood there, and no words"),
        "records.Hold": Kept("for good: it says why something was kept", ("reason", "ended_reason")),
    }
)
