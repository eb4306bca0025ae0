"""Django looks for tables here: each noun has a file of its own."""

from iqm_coe.notifications.models import hold, outbox, reminder, server

__all__ = ["hold", "outbox", "reminder", "server"]
