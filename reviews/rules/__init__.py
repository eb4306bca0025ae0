"""Who may do what with a review, one file a journey; each ends with its permissions."""

from reviews.rules import pack, update, visit

__all__ = ["pack", "update", "visit"]
