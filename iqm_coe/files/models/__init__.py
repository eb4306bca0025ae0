"""Django looks for tables here: each noun has a file of its own."""

from iqm_coe.files.models import scan

__all__ = ["scan"]
