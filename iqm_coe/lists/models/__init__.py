"""Django looks for tables here: each noun has a file of its own."""

from iqm_coe.lists.models import saved_view

__all__ = ["saved_view"]
