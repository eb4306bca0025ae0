"""Django looks for tables here: each noun has a file of its own."""

from reviews.reports.models import pack, report, seal

__all__ = ["pack", "report", "seal"]
