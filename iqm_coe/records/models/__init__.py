"""Django looks for tables here: each noun has a file of its own."""

from iqm_coe.records.models import hold, withdrawal

__all__ = ["hold", "withdrawal"]
