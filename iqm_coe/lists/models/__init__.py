"""Django looks for tables here: each noun has a file of its own."""

from iqm_coe.lists.models import batch, saved_view

__all__ = ["batch", "saved_view"]
