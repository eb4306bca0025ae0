"""The library as an app: its template components, its database foundations, and the collecting of declarations."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LibConfig(AppConfig):
    name = "iqm_coe.lib"
    label = "lib"

    def ready(self) -> None:
        """Load what the apps declare, so that a lower layer can collect it without importing upwards."""
        autodiscover_modules(
            *("rules", "receivers", "audiences", "worklist", "panels", "reminders"),
            *("navigation", "invariants", "retention", "events", "texts", "withdrawing", "personal"),
            *("lists", "leaving", "deadlines", "bulk", "search", "history"),
        )
