"""Django looks for tables here: each noun has a file of its own."""

from reviews.reports.models import pack, report, returning, seal

__all__ = ["pack", "report", "returning", "seal"]
