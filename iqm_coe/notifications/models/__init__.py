"""Django looks for tables here: each noun has a file of its own."""

from iqm_coe.notifications.models import outbox, reminder, server

__all__ = ["outbox", "reminder", "server"]
