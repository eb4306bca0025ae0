from dataclasses import dataclass

from django.db.models import Q

from centres.year.conditions.quota import Room, room_of
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import could, may
from reviews.update.enums import VersionKind
from reviews.update.models.answer import Answer, AnswerVersion
from reviews.update.models.review import Review
from reviews.update.selectors.review import WRITING

KEPT_SHOWN = 20


@dataclass(frozen=True)
class ElementPage:
    """One element with what was written, last year beside it, and who may write."""

    review: Review
    answer: Answer
    last_year: list[Answer]
    kept: list[AnswerVersion]
    before: int | None
    after: int | None
    can_write: bool
    can_give: bool
    room: Room | None


def element_page(review: Review, answer: Answer, user: User) -> ElementPage:
    """Neighbours are those that this person sees."""
    numbers = list(Answer.objects.visible_to(user).filter(review=review).values_list("element__number", flat=True))
    here = numbers.index(answer.element.number)
    is_open = review.state == WRITING
    can_write = is_open and may(user, "update.write_answer", answer)
    kept = answer.versions.exclude(kind=VersionKind.SENT).select_related("written_by")
    reads_kept = could(user, "update.write_update", review) or may(user, "update.list_reviews")
    return ElementPage(
        review=review,
        answer=answer,
        last_year=_last_year(review, answer, user),
        kept=list(kept[:KEPT_SHOWN]) if reads_kept else [],
        before=numbers[here - 1] if here else None,
        after=numbers[here + 1] if here + 1 < len(numbers) else None,
        can_write=can_write,
        can_give=is_open and may(user, "update.write_update", review),
        room=room_of(review.school_id, review.year_id) if can_write else None,
    )


def _last_year(review: Review, answer: Answer, user: User) -> list[Answer]:
    """What the school wrote last year on the same element, or on those that feed it in another framework (R17)."""
    if review.previous_id is None:
        return []
    feeding = Q(element=answer.element_id) | Q(element__fed_into__new=answer.element_id)
    seen = Answer.objects.visible_to(user) if not could(user, "update.write_answer", answer) else Answer.objects.all()
    rows = seen.filter(feeding, review=review.previous_id).exclude(updated_at=None)
    return list(rows.select_related("element").distinct())
