"""What of this room belongs to the history of a Centre: the updates that somebody may read."""

from iqm_coe.lib.addresses import address
from iqm_coe.lib.history import Chapter, Subject, of_a_centre
from reviews.update.models.answer import Answer
from reviews.update.models.review import Review


def _review(pk: int) -> str:
    return address("update:review", pk)


HISTORY = of_a_centre(
    Subject(
        "update.review",
        Chapter.UPDATE,
        lambda user, centre: Review.objects.visible_to(user).filter(year__centre=centre),
        school="school",
        year="year__number",
        address=_review,
    ),
    Subject(
        "update.answer",
        Chapter.UPDATE,
        lambda user, centre: Answer.objects.visible_to(user).filter(review__year__centre=centre),
        school="review__school",
        year="review__year__number",
        named="element__title",
        address=_review,
        leads_to="review_id",
        quiet=frozenset({"save"}),
    ),
)
