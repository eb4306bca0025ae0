"""Django looks for tables here: each noun has a file of its own."""

from iqm_coe.accounts.models import event, factor_reset, invitation, provider, role, sign_in, user

__all__ = ["event", "factor_reset", "invitation", "provider", "role", "sign_in", "user"]
