from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from centres.year.conditions.quota import Room, room_of
from centres.year.querysets.year import YEAR
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.kept_questions import kept
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


@kept("review")  # no column of an element's number is wide enough for the other one by which a place is found
def answer_of(user: User, review: int, number: int) -> QuerySet[Answer]:
    """The answer of this review on the element of this number."""
    of_the_review = (
        *("review__state", "review__update_due_on", "review__framework", "review__previous"),
        *("review__school__name", "review__year__centre__name", "review__year__centre__lead_school"),
        *(f"review__{column}" for column in YEAR),
    )
    people = ("updated_by__name", "given_to__name", "done_by__name", "changed_by__name")
    element = ("element__number", "element__title", "element__prompt")
    rows = Answer.objects.visible_to(user).filter(review=review, element__number=number)
    return only_columns(rows, *of_the_review, *people, *element)


@kept("review")
def _numbers(user: User, review: int) -> QuerySet[Answer, int]:
    """Of the elements that this person sees."""
    return Answer.objects.visible_to(user).filter(review=review).values_list("element__number", flat=True)


@kept("answer")
def _versions(answer: int) -> QuerySet[AnswerVersion]:
    """Texts that were kept of it, the newest first."""
    rows = AnswerVersion.objects.filter(answer=answer).exclude(kind=VersionKind.SENT)
    return rows.select_related("written_by")[:KEPT_SHOWN]


def element_page(review: Review, answer: Answer, user: User) -> ElementPage:
    """Neighbours are those that this person sees."""
    numbers = _numbers(user, review.pk)
    here = numbers.index(answer.element.number)
    is_open = review.state == WRITING
    can_write = is_open and may(user, "update.write_answer", answer)
    reads_kept = could(user, "update.write_update", review) or may(user, "update.list_reviews")
    return ElementPage(
        review=review,
        answer=answer,
        last_year=_last_year(review, answer, user),
        kept=_versions(answer.pk) if reads_kept else [],
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
    reads_all = could(user, "update.write_answer", answer)
    return _fed_by(None if reads_all else user, review.previous_id, answer.element_id)


@kept("review", "element")
def _fed_by(user: User | None, review: int, element: int) -> QuerySet[Answer]:
    """The answers of this review, those that this person sees or all, on the element or on what feeds it."""
    feeding = Q(element=element) | Q(element__fed_into__new=element)
    seen = Answer.objects.visible_to(user) if user else Answer.objects.all()
    return seen.filter(feeding, review=review).exclude(updated_at=None).select_related("element").distinct()


def why_nothing_is_theirs(user: User, today: date) -> str:
    """What somebody of a school reads who asks for the update and has none to open."""
    if Review.objects.of_this_year_of(user, today).exists():
        return _(
            "The update of your school is written this year, and no part of it is with you. Your coordinator gives "
            "parts of it to colleagues: ask them."
        )
    return _("No update is to be written now: your school stands in no running Centre year.")
