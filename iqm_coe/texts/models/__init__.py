"""Django looks for tables here: each noun has a file of its own."""

from iqm_coe.texts.models import kept

__all__ = ["kept"]
