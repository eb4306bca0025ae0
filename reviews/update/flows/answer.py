"""Answers that several write at once, and whom each element is given to (R15, R16)."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from iqm_coe.lib.versioned import Edit
from iqm_coe.texts.flows import part
from iqm_coe.texts.flows.kept import Saved, laid_over, settled
from reviews.update.emails import review as emails
from reviews.update.enums import ReviewState, VersionKind
from reviews.update.models.answer import TEXTS, Answer, AnswerVersion
from reviews.update.models.review import LONGEST, Review
from reviews.update.models.target import TargetProgress
from schools.models.role import SchoolRole

Row = TypeVar("Row", Answer, TargetProgress)
STAMPED = ("version", "updated_at", "updated_by")


def writable(*, is_typed: bool = False, **which: int) -> Review:
    """The locked review, while its update is being written, by its own key or by that of a row of it."""
    rows = Review.objects.select_for_update(of=("self",)).select_related("year__centre", "school")
    review: Review = rows.get(**which)
    _require_writing(review, is_typed=is_typed)
    return review


def held_open(rows: QuerySet[Row], *columns: str, pk: int, by: User) -> Row:
    """A row of an update that is being written, with these columns, and its review, both locked: a save comes every few
    seconds, so it asks no more than it needs. PostgreSQL locks in the order named here, the review first as `writable`.
    """
    rows = rows.select_for_update(of=("review", "self")).select_related("review")
    row = rows.only("pages", *STAMPED, *columns, "review__state", "review__school").get(pk=pk)
    _require_writing(row.review, is_typed=True)
    if row.updated_by_id == by.pk:
        row.updated_by = by
    return row


def _require_writing(review: Review, *, is_typed: bool) -> None:
    """What was typed is spoken of only to whoever typed anything."""
    if review.state != ReviewState.WRITING:
        words = [_("The update is sent, so nothing can be changed now.")]
        raise Refused(" ".join([*words, *([_("What you typed is still in the form.")] if is_typed else [])]))


@transaction.atomic
def save(answer: Answer, edit: Edit, *, by: User, at: datetime) -> Saved[Answer]:
    """Lay what a page sends over the answer; what cannot stand beside what others saved is kept and handed back."""
    fresh = held_open(Answer.objects.all(), *TEXTS, "given_to", "done_at", pk=answer.pk, by=by)
    require(by, "update.write_answer", fresh)
    taken = laid_over(fresh, edit, fresh.texts(), prose=dict.fromkeys(TEXTS, LONGEST), by=by)
    theirs_by = fresh.updated_by
    if taken.is_changed:
        if fresh.is_begun and fresh.updated_by_id != by.pk:
            keep_answer(fresh, VersionKind.HAND_OVER, at=at)
        for name, text in taken.texts.items():
            setattr(fresh, name, text)
        stamp(fresh, by=by, at=at)
    told = part.changed(fresh, by=by, at=at) if taken.is_changed else ()
    return settled(fresh, edit, taken, columns=(*TEXTS, *STAMPED, *told), theirs_by=theirs_by, by=by, at=at)


def stamp(row: Answer | TargetProgress, *, by: User, at: datetime) -> None:
    """One saving more, by this person."""
    row.version += 1
    row.updated_at, row.updated_by = at, by


def keep_answer(answer: Answer, kind: VersionKind, *, at: datetime) -> None:
    """Keep the answer as it stands, for ever."""
    AnswerVersion.objects.create(
        answer=answer, kind=kind, version=answer.version, written_by=answer.updated_by, kept_at=at, **answer.texts()
    )


@transaction.atomic
def pass_on(leaver: User, heir: User, school: int, *, by: User, at: datetime) -> list[Answer]:
    """What the leaver was given to write goes to their successor, who holds a role there: a hand-over calls it, which
    asks who may and tells both. Returns the elements.
    """
    given = Answer.objects.written_by(leaver.pk, school)
    reviews = Review.objects.select_for_update(of=("self",)).filter(pk__in=given.values("review")).order_by("pk")
    still = [review.pk for review in reviews if review.state == ReviewState.WRITING]
    answers = list(given.filter(review__in=still).select_for_update(of=("self",)))
    for answer in answers:
        answer.given_to = heir
        answer.save(update_fields=["given_to"])
        record_event(answer, "give", by=by, at=at, facts={"to": heir.pk, "left": leaver.pk})
    return answers


@transaction.atomic
def say_done(answer: Answer, *, is_done: bool, by: User, at: datetime) -> Answer:
    """Whoever writes an element says that their part is done, or that they write on, while the update is written."""
    writable(answers=answer.pk)
    fresh: Answer = Answer.objects.select_for_update(of=("self",)).select_related("review__school").get(pk=answer.pk)
    require(by, "update.write_answer", fresh)
    return part.say(fresh, is_done=is_done, by=by, at=at)


@transaction.atomic
def give(answer: Answer, person: User | None, *, by: User, at: datetime) -> Answer:
    """Give an element to somebody of the school to write, or take it back with None."""
    roles = SchoolRole.objects.select_for_update(of=("self",)).live()
    held = person is not None and list(roles.filter(user=person, school=answer.review.school_id))  # they stay meanwhile
    review = writable(answers=answer.pk)
    require(by, "update.write_update", review)
    fresh: Answer = Answer.objects.select_for_update(of=("self",)).select_related("element").get(pk=answer.pk)
    if person is not None and not held:
        raise Refused(_("%s holds no role at this school, so the element cannot be given to them.") % person.name)
    fresh.given_to, fresh.done_at, fresh.done_by = person, None, None
    fresh.save(update_fields=["given_to", "done_at", "done_by"])
    record_event(fresh, "give", by=by, at=at, facts={"to": person.pk if person else None})
    if person is not None and person != by:
        emails.element_given(fresh, review, person, by=by, at=at)
    return fresh
