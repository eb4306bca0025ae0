"""How long verdicts are kept."""

from iqm_coe.lib.retention import Kept, retention

RETENTION = retention({"files.Scan": Kept("for good: it says of bytes, by their hash, what was found; of no person")})
