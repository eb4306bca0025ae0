"""Django looks for tables here: each noun has a file of its own."""

from reviews.update.models import answer, evidence, framework, review, target

__all__ = ["answer", "evidence", "framework", "review", "target"]
