"""What waits for somebody about reviews."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.conditions.interest import without_interest_of
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_staff
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.worklist import Line, Move, awaited, offer, since_shown
from iqm_coe.texts.selectors.part import SaidDone, parts_done, said_done
from reviews.update import conf
from reviews.update.enums import ReviewState
from reviews.update.models.answer import Answer
from reviews.update.models.review import Review
from schools.enums import HEADS, SchoolRoleKind
from schools.querysets import writes_at
from schools.rules import coordinates_somewhere, heads_somewhere, is_of_a_school

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

AWAITED_FROM = timedelta(days=14)


class Moved(TypedDict):
    moved_at: datetime | None
    moved_from: str | None
    said_done: list[SaidDone]


@kept()
def _to_write(user: User) -> "QuerySet[WithAnnotations[Review, Moved]]":
    mine = Review.objects.being_written().filter(writes_at("school_id", user, SchoolRoleKind.COORDINATOR))
    moves = Event.objects.filter(subject_type=Review._meta.label_lower, subject_id=OuterRef("pk"))
    last = moves.filter(action__in=("move_deadline", "more_time")).order_by("-pk")
    rows = mine.filter(asked_head_at=None).for_list()
    before = last.values(before=KeyTextTransform("from", "facts"))
    done = said_done(Answer.objects.filter(review=OuterRef("pk")), called="element__number")
    return rows.annotate(moved_at=Subquery(last.values("at")[:1]), moved_from=Subquery(before[:1]), said_done=done)


def _move_of(review: "WithAnnotations[Review, Moved]") -> Move | None:
    at, before = review.moved_at, review.moved_from
    return Move(at, date.fromisoformat(before)) if at and before else None


def _done_of(review: "WithAnnotations[Review, Moved]") -> str:
    return parts_done(review.said_done, lambda number: _("element %s") % number)


@offer(to=coordinates_somewhere)
def updates_to_write(user: User, on: date) -> Iterator[Line]:
    """Coordinators: updates whose day comes near, unless the head has been asked already."""
    shown_days = conf.update_shown_days.get()
    shown_until = on + timedelta(days=shown_days)
    for review in _to_write(user):
        if review.update_due_on <= shown_until:
            moved, opened_at = _move_of(review), review.year.opened_at
            since = since_shown(review.update_due_on, shown_days, opened_at=opened_at, moved=moved)
            words, action = _("Write and send the update of %s"), _("Write the update")
            line = _line(review, words, action, "update:review", since=since)
            yield replace(line, told=_done_of(review))


@kept()
def _to_declare(user: User) -> QuerySet[Review]:
    mine = Review.objects.being_written().filter(writes_at("school_id", user, *HEADS))
    return mine.exclude(asked_head_at=None).for_list()


@offer(to=heads_somewhere)
def updates_to_declare(user: User, on: date) -> Iterator[Line]:
    """Heads: updates that are ready to be read and declared."""
    for review in _to_declare(user):
        words, action = _("Read and declare the update of %s"), _("Read and declare")
        yield _line(review, words, action, "update:declare", since=review.asked_head_at or review.year.opened_at)


def _line(review: Review, reason: str, action: str, page: str, *, since: datetime) -> Line:
    return Line(
        reason=reason % review.school.name,
        url=reverse(page, args=[review.pk]),
        action=action,
        since=since,
        due_on=review.update_due_on,
        waiting=_("IQM"),
        context=review.year.centre.name,
    )


def _given_at() -> Subquery:
    """When the element was handed to whoever has it now."""
    given = Event.objects.filter(subject_type=Answer._meta.label_lower, subject_id=OuterRef("pk"), action="give")
    return Subquery(given.order_by("-pk").values("at")[:1])


@kept()
def _elements_given_to(user: User) -> QuerySet[Any]:
    mine = Answer.objects.filter(writes_at("review__school_id", user), given_to=user)
    given = mine.filter(review__state=ReviewState.WRITING, done_at=None)
    return given.select_related("review__school", "review__year__centre", "element").annotate(given_at=_given_at())


@offer(to=is_of_a_school)
def elements_given_to_me(user: User, on: date) -> Iterator[Line]:
    """Contributors: elements that somebody gave them, until they say that their part is done."""
    for answer in _elements_given_to(user):
        yield Line(
            reason=_("Write element %(element)s for %(school)s")
            % {"element": answer.element, "school": answer.review.school.name},
            url=reverse("update:element", args=[answer.review_id, answer.element.number]),
            action=_("Write it"),
            since=answer.given_at or answer.review.year.opened_at,
            due_on=answer.review.update_due_on,
            waiting=answer.review.school.name,
            context=answer.review.year.centre.name,
        )


@kept("until")
def _awaited_from_schools(user: User, until: date) -> QuerySet[Review]:
    near = Review.objects.being_written().filter(update_due_on__lte=until)
    return near.filter(without_interest_of(user, "year__centre")).for_list()


@awaited(to=is_staff)
def updates_of_schools(user: User, on: date) -> Iterator[Line]:
    """For staff: updates that are late, or due within a fortnight."""
    for review in _awaited_from_schools(user, on + AWAITED_FROM):
        yield Line(
            reason=_("%s writes its update") % review.school.name,
            url=reverse("update:review", args=[review.pk]),
            action=_("Open the update"),
            since=review.asked_head_at or review.year.opened_at,
            due_on=review.update_due_on,
            context=review.year.centre.name,
            nudge=("remind_updates", review.pk),
            about=("update.review", review.pk),
            of=("schools.school", review.school_id),
        )


@kept()
def _with_the_head(user: User) -> QuerySet[Review]:
    mine = writes_at("school_id", user, SchoolRoleKind.COORDINATOR) & ~writes_at("school_id", user, *HEADS)
    return Review.objects.being_written().filter(mine).exclude(asked_head_at=None).for_list()


@awaited(to=coordinates_somewhere)
def updates_with_the_head(user: User, on: date) -> Iterator[Line]:
    """For who wrote it: the head reads and declares."""
    for review in _with_the_head(user):
        words = _("The head of %s reads and declares the update")
        yield Line(
            reason=words % review.school.name,
            url=reverse("update:review", args=[review.pk]),
            action=_("Open the update"),
            since=review.asked_head_at or review.year.opened_at,
            due_on=review.update_due_on,
            context=review.year.centre.name,
        )
