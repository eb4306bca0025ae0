"""Django looks for tables here: each noun has a file of its own."""

from iqm_coe.records.models import clearing, erasure, export, hold, withdrawal

__all__ = ["clearing", "erasure", "export", "hold", "withdrawal"]
