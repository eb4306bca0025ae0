"""What waits for somebody about reviews, one file a journey."""

from reviews.worklist import report, update, visit

__all__ = ["report", "update", "visit"]
