from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When, prefetch_related_objects
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.membership.enums import CentreAccessKind
from centres.membership.selectors.centre import readers_by_access
from centres.year.querysets.year import YEAR
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import LONDON, london_date
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.permissions import may
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.year_steps import InWords, Owed, Owing, Tally, Turn, Years, owing, whose
from iqm_coe.texts.selectors.part import who_said
from reviews.update.conditions import review as review_conditions
from reviews.update.enums import ReviewState
from reviews.update.models.answer import Answer
from reviews.update.models.framework import Element
from reviews.update.models.review import Declaration, Review
from reviews.update.models.target import TargetProgress
from schools.enums import SPEAKERS
from schools.models.role import SchoolRole
from schools.querysets import reads_every_school, schools_of
from schools.selectors import Reader, readers_in_order, readers_of_the_office, readers_speaking_for

WRITING, WITH_THE_HEAD = ReviewState.WRITING, "asked_head"
NAMED = 3


@dataclass(frozen=True)
class ReviewPage:
    """One school's review, as this person may see it."""

    review: Review
    today: date
    items: list[dict[str, object]]
    targets: list[dict[str, object]]
    declaration: Declaration | None
    is_whole: bool
    can: dict[str, bool]
    panels: list[Panel]


@kept("number")
def review_of(user: User, number: int) -> QuerySet[Review]:
    shown = ("school__name", *YEAR, "year__centre__name", "year__centre__lead_school", "framework__name")
    return only_columns(Review.objects.visible_to(user).filter(pk=number), *shown)


def review_page(review: Review, user: User, at: datetime) -> ReviewPage:
    """The elements as a list of tasks; a contributor sees their own."""
    answers = _answers(user, review.pk)
    prefetch_related_objects([answer for answer in answers if answer.hangs_on_evidence], "links", "files")
    speaks = may(user, "update.write_update", review)
    is_open = review.state == WRITING
    reads_all = _reads_all(review, answers)
    progress = _progress(review.pk) if reads_all else []
    missing = speaks and is_open and bool(review_conditions.lacking(review))
    return ReviewPage(
        review=review,
        today=london_date(at),
        items=[_task(answer) for answer in answers],
        targets=[_target_task(one, opens=speaks) for one in progress],
        declaration=_declaration(review),
        is_whole=not missing,
        can={
            "write": speaks and is_open,
            "read_all": reads_all,
            "ask_head": speaks and is_open and not missing,
            "declare": is_open and may(user, "update.declare_update", review),
        },
        panels=panels_for("review", user, review, london_date(at)),
    )


@kept("review")
def _answers(user: User, review: int) -> QuerySet[Answer]:
    rows = Answer.objects.visible_to(user).filter(review=review)
    people = ("given_to__name", "updated_by__name", "done_by__name", "changed_by__name")
    return only_columns(rows, "element__number", "element__title", "element__prompt", *people)


@kept("review")
def _progress(review: int) -> QuerySet[TargetProgress]:
    return TargetProgress.objects.filter(review=review).select_related("target")


def _declaration(review: Review) -> Declaration | None:
    """The last one: there is none before it is sent."""
    return next(iter(_declarations(review.pk)), None)


@kept("review")
def _declarations(review: int) -> QuerySet[Declaration]:
    return Declaration.objects.filter(review=review)


def _reads_all(review: Review, answers: Sequence[Answer]) -> bool:
    """Whether this person sees every element, and so the targets too."""
    return len(answers) == len(_elements(review.framework_id))


@kept("framework")
def _elements(framework: int) -> QuerySet[Element, int]:
    return Element.objects.filter(framework=framework).order_by().values_list("pk", flat=True)


def _task(answer: Answer) -> dict[str, object]:
    given = _("given to %s") % answer.given_to.name if answer.given_to else ""
    return {
        "label": answer.element.title,
        "url": address("update:element", answer.review_id, answer.element.number),
        "status": answer,
        "hint": " · ".join(filter(None, [given, who_said(answer)])),
    }


def _target_task(progress: TargetProgress, *, opens: bool) -> dict[str, object]:
    is_said = bool(progress.text.strip())
    status = {"tone": "good", "label": _("Answered")} if is_said else {"tone": "neutral", "label": _("Not begun")}
    return {
        "label": progress.target.aim,
        "url": address("update:target", progress.pk) if opens else "",
        "status": status,
        "hint": "",
    }


class WholeUpdate(TypedDict):
    """An update as one text."""

    review: Review
    answers: list[Answer]
    progress: list[TargetProgress]
    declaration: Declaration | None
    is_whole: bool  # whether this person sees every element, and so the targets too


class DeclarationPage(WholeUpdate):
    """What the head reads before they declare; `read` is the fingerprint of it."""

    read: str
    missing: list[str]


def read_through(review: Review, user: User) -> WholeUpdate:
    """The whole update as one text, as far as this person sees it."""
    answers = _answers(user, review.pk)
    prefetch_related_objects(answers, "links", "files")
    is_whole = _reads_all(review, answers)
    return {
        "review": review,
        "answers": answers,
        "progress": _progress(review.pk) if is_whole else [],
        "declaration": _declaration(review),
        "is_whole": is_whole,
    }


def declaration_page(review: Review, user: User) -> DeclarationPage:
    """The whole update, as the head reads it."""
    page = read_through(review, user)
    read = review_conditions.fingerprint(
        sorted(page["answers"], key=lambda one: one.pk), sorted(page["progress"], key=lambda one: one.pk)
    )
    return {**page, "read": read, "missing": review_conditions.in_the_way(review)}


def _leads_to(user: User) -> Combinable:
    """The reviews that this person may open."""
    if reads_every_school(user):
        return F("pk")
    return Case(When(pk__in=Review.objects.visible_to(user).values("pk"), then=F("pk")))


def updates_owed(user: User, years: Years, on: date) -> Owing:
    """The updates of all schools of these years, and nothing of what they write."""
    is_writing = Q(state=WRITING)
    with_the_head = When(is_writing & Q(asked_head_at__isnull=False), then=Value(WITH_THE_HEAD))
    return owing(
        Review.objects.filter(year__in=years),
        year="year_id",
        school="school_id",
        is_done=~is_writing,
        due_on="update_due_on",
        done_on=TruncDate("sent_at", tzinfo=LONDON),
        turn=whose(otherwise=Turn.SCHOOL),
        as_said=Case(with_the_head, default=F("state"), output_field=CharField()),
        thing=_leads_to(user),
        since=Coalesce(TruncDate("asked_head_at", tzinfo=LONDON), F("year__opens_on")),
    )


def updates_told(tally: Tally) -> str:
    """How many are sent."""
    words = ngettext("%(n)d of %(all)d sent", "%(n)d of %(all)d sent", tally.done)
    return words % {"n": tally.done, "all": tally.total}


def update_asked(owed: Owed, day: str) -> str:
    return _("to send by %s") % day


def update_said(owed: Owed, on: date) -> str:
    """How an update stands, once it is sent whatever became of the review."""
    if owed.is_done:
        return _("Sent")
    return _("With the head") if owed.as_said == WITH_THE_HEAD else str(ReviewState(owed.as_said).label)


def update_in_words(user: User, owed: Owed, today: date) -> InWords | None:
    """An update that a school for which this person speaks still writes: by when, how much is written, with whom the
    rest is.
    """
    told = (_in_words(row, answers, today) for row, answers in _own_updates(user, today) if row.pk == owed.thing)
    return next((InWords(words, address("update:review", owed.thing)) for words in told), None)


def _own_updates(user: User, today: date) -> list[tuple[Review, list[Answer]]]:
    """Those of the years that run on this day, with their answers; read once for all years of a page."""

    def ask() -> list[tuple[Review, list[Answer]]]:
        reviews = _own_reviews(user, today)
        of: dict[int, list[Answer]] = defaultdict(list)
        answers = _answers_of(tuple(row.pk for row in reviews)) if reviews else []
        prefetch_related_objects([answer for answer in answers if answer.hangs_on_evidence], "links", "files")
        for answer in answers:
            of[answer.review_id].append(answer)
        return [(row, of[row.pk]) for row in reviews]

    return per_request(("own updates", user.pk, today), ask)


@kept("today")
def _own_reviews(user: User, today: date) -> QuerySet[Review]:
    running = {"year__opens_on__lte": today, "year__closes_on__gte": today}
    rows = Review.objects.filter(school__in=schools_of(user, *SPEAKERS), **running)
    return only_columns(rows, "school__name").order_by("pk")


@kept("reviews")
def _answers_of(reviews: tuple[int, ...]) -> QuerySet[Answer]:
    return Answer.objects.filter(review__in=reviews).select_related("given_to")


def _in_words(review: Review, answers: list[Answer], today: date) -> str:
    facts: dict[str, str | int] = {"school": review.school.name, "due": long_date(review.update_due_on)}
    facts |= {"n": sum(answer.done_at is not None or answer.is_answered for answer in answers), "all": len(answers)}
    late = review.update_due_on < today
    words = (
        _("The update of %(school)s was due on %(due)s: %(n)d of %(all)d elements answered or done")
        if late
        else _("The update of %(school)s is due on %(due)s: %(n)d of %(all)d elements answered or done")
    )
    with_others = Counter(one.given_to.name for one in answers if one.given_to and one.done_at is None)
    told = [_("%(n)d with %(name)s") % {"n": number, "name": name} for name, number in with_others.most_common(NAMED)]
    return ", ".join([words % facts, *told]) + "."


def readers_of(review: Review) -> list[Reader]:
    """Everybody who can see the review: the office, who speaks for the school, whoever was given an element and does no
    more than contribute, and once it is sent the Centre's assessors.
    """
    held = SchoolRole.objects.live().filter(school=review.school_id)
    speak, given = held.filter(kind__in=SPEAKERS), Answer.objects.filter(review=review).exclude(given_to=None)
    writers = User.objects.filter(pk__in=given.values("given_to")).filter(pk__in=held.values("user"))
    writers = writers.exclude(pk__in=speak.values("user"))
    assess = readers_by_access(review.year.centre, CentreAccessKind.ASSESSOR)
    return readers_in_order(
        [
            *readers_of_the_office(),
            *readers_speaking_for([review.school_id]),
            *[Reader(user, _("Writes a part of it")) for user in writers],
            *(assess if review.state != ReviewState.WRITING else []),
        ]
    )
