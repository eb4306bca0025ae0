"""Django looks for tables here: each noun has a file of its own."""

from iqm_coe.accounts.models import event, invitation, role, user

__all__ = ["event", "invitation", "role", "user"]
