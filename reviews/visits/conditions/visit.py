"""Which visit covers a review."""

from reviews.update.models.review import Review
from reviews.visits.models.visit import Visit


def visit_covering(review: Review) -> Visit | None:
    """The live visit of this review, if one is appointed."""
    visits = Visit.objects.live().filter(covers__review=review, covers__released_at=None)
    return visits.select_related("year__centre", "assessor", "host").first()
