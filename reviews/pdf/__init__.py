"""The documents of reviews, one file each."""

from reviews.pdf.pack import review_pack
from reviews.pdf.report import report

__all__ = ["report", "review_pack"]
