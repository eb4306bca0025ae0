"""The documents of reviews, one file each."""

from reviews.pdf.pack import review_pack

__all__ = ["review_pack"]
