"""Django looks for tables here: each noun has a file of its own."""

from iqm_coe.notes.models import note

__all__ = ["note"]
