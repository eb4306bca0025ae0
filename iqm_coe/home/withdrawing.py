"""What stays of who sees to what."""

from iqm_coe.lib.withdrawing import stays

STAYS = stays({"home.WorkOwner.key": "a code and an address of the product, no words"})
