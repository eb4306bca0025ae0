"""The permission that no person holds."""

from typing import Any

from iqm_coe.lib.permissions import declare


def nobody(user: Any, subject: Any) -> bool:
    """What only the clock does."""
    return False


PERMISSIONS = declare({"lib.clock_only": nobody})
