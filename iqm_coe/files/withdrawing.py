"""What stays."""

from iqm_coe.lib.withdrawing import stays

STAYS = stays({"files.Scan": "a hash, and what the scanner calls what it found"})
