"""The permission that no person holds."""

from iqm_coe.lib.permissions import declare


def nobody(user: object, subject: object) -> bool:
    """What only the clock does."""
    return False


PERMISSIONS = declare({"lib.clock_only": nobody})
