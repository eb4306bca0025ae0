"""A year brings one review for each member; its update is declared by the head and sent (R11, R15)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.membership.enums import MembershipState
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import end_of_month_of_year
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.rounds import each
from iqm_coe.lib.transitions import advance, record_event
from reviews.update import conf
from reviews.update.conditions.review import fingerprint_of, in_the_way, lacking
from reviews.update.emails import review as emails
from reviews.update.enums import ReviewState, VersionKind
from reviews.update.flows.answer import keep_answer, writable
from reviews.update.flows.target import keep_progress
from reviews.update.models.answer import Answer
from reviews.update.models.framework import Framework
from reviews.update.models.review import Declaration, Review
from reviews.update.signals import reviews_opened
from schools.enums import HEADS
from schools.models.role import SchoolRole
from schools.models.school import School


def open_all(year: CentreYear) -> list[Review]:
    """One review for each member of the Centre, in as many queries for five hundred as for two."""
    members = year.centre.memberships.filter(state=MembershipState.LIVE).select_related("school").order_by("pk")
    return _open(year, [member.school for member in members])


def open_missing(year: CentreYear, schools: Sequence[int]) -> list[Review]:
    """The reviews of schools that join within the year and have none in it yet."""
    there = Review.objects.filter(year=year, school__in=schools).values("school")
    return _open(year, list(School.objects.filter(pk__in=schools).exclude(pk__in=there).order_by("pk")))


@transaction.atomic
def _open(year: CentreYear, schools: list[School]) -> list[Review]:
    """Each with an empty answer for each element, and a place for progress on each target of last year."""
    rows = Framework.objects.select_for_update(of=("self",), no_key=True)
    framework: Framework = rows.get(key=conf.framework_key.get())
    before = _last_reviews(year, schools)
    due_on = end_of_month_of_year(year.opens_on, conf.update_due_month.get())
    reviews: list[Review] = Review.objects.bulk_create(
        Review(year=year, school=school, framework=framework, previous=before.get(school.pk), update_due_on=due_on)
        for school in schools
    )
    elements = list(framework.elements.all())
    Answer.objects.bulk_create(Answer(review=review, element=element) for review in reviews for element in elements)
    reviews_opened.send(sender=Review, reviews=reviews)
    return reviews


def _last_reviews(year: CentreYear, schools: list[School]) -> dict[int, Review]:
    """The review that each school had before this year, wherever it stood then."""
    earlier = Review.objects.filter(school__in=schools, year__closes_on__lt=year.opens_on)
    return {review.school_id: review for review in earlier.order_by("year__closes_on")}


class NotComplete(Refused):
    """Something is still missing before the update can be sent."""


def _require_none(missing: Sequence[str]) -> None:
    if missing:
        raise NotComplete(_("Not everything is answered yet: %s.") % "; ".join(missing))


@transaction.atomic
def take_back_from(person: User, *, by: User | None, at: datetime) -> int:
    """What was given to somebody who has left goes back to the coordinators, who read which elements; a role that they
    take up later does not bring it back. Returns how many elements.
    """
    left = Answer.objects.left_behind().filter(given_to=person)
    reviews = Review.objects.select_for_update(of=("self",)).select_related("year__centre", "school")
    found = 0
    for review in reviews.filter(pk__in=left.values("review")).order_by("pk"):
        answers = list(left.filter(review=review).select_for_update(of=("self",)).select_related("element"))
        for answer in answers:
            answer.given_to = None
            answer.save(update_fields=["given_to"])
            record_event(answer, "give", by=by, at=at, facts={"to": None, "left": person.pk})
        if answers and review.state == ReviewState.WRITING:
            emails.elements_given_back(review, answers, person, at=at)
        found += len(answers)
    return found


def take_back_from_leavers(*, at: datetime) -> int:
    """The same for everybody who has left by no step of the product; returns how many elements."""
    left = User.objects.filter(pk__in=Answer.objects.left_behind().values("given_to"))

    def take_back(person: User) -> int:
        return take_back_from(person, by=None, at=at)

    return each("take elements back from leavers", left.order_by("pk"), take_back, at=at)


@transaction.atomic
def ask_head(review: Review, *, by: User, at: datetime) -> Review:
    """Tell the head that the update is ready to be read and declared. Raises NotComplete."""
    fresh = writable(pk=review.pk)
    require(by, "update.write_update", fresh)
    _require_none(lacking(fresh))
    fresh.asked_head_at = at
    fresh.save(update_fields=["asked_head_at"])
    record_event(fresh, "ask_head", by=by, at=at)
    emails.declaration_asked(fresh, by=by, at=at)
    return fresh


@transaction.atomic
def declare_and_send(review: Review, *, read: str, by: User, at: datetime) -> Review:
    """The head declares the update and sends it, in one act. `read` is the fingerprint of what was shown to them.

    Raises NotComplete, Refused when a text has changed since, WrongState when it was sent already, NotPermitted.
    """
    sent = advance(review, "send", by=by, at=at, sent_at=at, sent_by=by)
    _require_none(in_the_way(sent))
    if fingerprint_of(sent) != read:
        raise Refused(_("Somebody changed a text since you opened this page. Read it again, then declare it."))
    held = SchoolRole.objects.held_by(by, *HEADS).filter(school=sent.school_id).order_by("kind").last()
    assert held is not None, "the permission asks for it"  # noqa: S101 - for the type checker; advance() has asked
    Declaration.objects.create(review=sent, given_by=by, given_name=by.name, capacity=held.kind, given_at=at)
    for answer in sent.answers.select_related("updated_by"):
        keep_answer(answer, VersionKind.SENT, at=at)
    for progress in sent.progress_on_targets.select_related("updated_by"):
        keep_progress(progress, VersionKind.SENT, at=at)
    emails.update_sent(sent, by=by, at=at)
    return sent
