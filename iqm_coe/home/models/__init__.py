"""Django looks for tables here: each noun has a file of its own."""

from iqm_coe.home.models import work

__all__ = ["work"]
