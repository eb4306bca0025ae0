"""Django looks for tables here: each noun has a file of its own."""

from reviews.visits.models import assessor, date, development, finding, visit

__all__ = ["assessor", "date", "development", "finding", "visit"]
