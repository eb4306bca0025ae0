"""The pages of reviews, one file a noun."""

from reviews.selectors.update import (
    ElementPage,
    declaration_page,
    element_page,
    read_through,
    review_page,
    reviews_of_year,
    update_step,
)

__all__ = [
    "ElementPage",
    "declaration_page",
    "element_page",
    "read_through",
    "review_page",
    "reviews_of_year",
    "update_step",
]
