"""Django looks for tables here: each noun has a file of its own."""

from centres.year.models import plan, year

__all__ = ["plan", "year"]
