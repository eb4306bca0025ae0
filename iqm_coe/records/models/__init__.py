"""Django looks for tables here: each noun has a file of its own."""

from iqm_coe.records.models import erasure, export, hold, withdrawal

__all__ = ["erasure", "export", "hold", "withdrawal"]
