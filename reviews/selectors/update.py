"""A school's update at a glance, one element of it, and all of it to read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.models import CentreYear
from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.once import once
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.permissions import may
from iqm_coe.lib.rows import with_only
from iqm_coe.lib.year_line import YearStep, standing
from reviews.enums import ReviewState, VersionKind
from reviews.flows import update
from reviews.models import Answer, AnswerVersion, Review, TargetProgress
from reviews.querysets import reads_review

WRITING = ReviewState.WRITING
KEPT_SHOWN = 20


@dataclass(frozen=True)
class ReviewPage:
    """One school's review, as this person may see it."""

    review: Review
    today: date
    items: list[dict[str, Any]]
    targets: list[dict[str, Any]]
    declaration: Any
    is_whole: bool
    can: dict[str, bool]
    panels: list[Panel]


def review_page(review: Review, user: User, at: datetime) -> ReviewPage:
    """The elements as a list of tasks; a contributor sees their own."""
    answers = _answers(review, user)
    speaks = may(user, "reviews.write_update", review)
    is_open = review.state == WRITING
    reads_all = _reads_all(review, answers)
    progress = list(review.progress_on_targets.select_related("target")) if reads_all else []
    missing = speaks and is_open and bool(update.lacking(review))
    return ReviewPage(
        review=review,
        today=london_date(at),
        items=[_task(answer) for answer in answers],
        targets=[_target_task(one) for one in progress],
        declaration=review.declarations.first(),
        is_whole=not missing,
        can={
            "write": speaks and is_open,
            "read_all": reads_all,
            "ask_head": speaks and is_open and not missing,
            "declare": is_open and may(user, "reviews.declare_update", review),
        },
        panels=panels_for("review", user, review, london_date(at)),
    )


def _answers(review: Review, user: User) -> list[Answer]:
    rows = Answer.objects.visible_to(user).filter(review=review)
    return list(rows.select_related("element", "given_to", "updated_by").prefetch_related("links", "files"))


def _reads_all(review: Review, answers: list[Answer]) -> bool:
    """Whether this person sees every element, and so the targets too."""
    return len(answers) == review.framework.elements.count()


def _task(answer: Answer) -> dict[str, Any]:
    hint = _("given to %s") % answer.given_to.name if answer.given_to else ""
    return {
        "label": answer.element.title,
        "url": reverse("reviews:element", args=[answer.review_id, answer.element.number]),
        "status": answer,
        "hint": hint,
    }


def _target_task(progress: TargetProgress) -> dict[str, Any]:
    is_said = bool(progress.text.strip())
    status = {"tone": "good", "label": _("Answered")} if is_said else {"tone": "neutral", "label": _("Not begun")}
    return {
        "label": progress.target.aim,
        "url": reverse("reviews:target", args=[progress.pk]),
        "status": status,
        "hint": "",
    }


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


def element_page(review: Review, answer: Answer, user: User) -> ElementPage:
    """Neighbours are those that this person sees."""
    numbers = list(Answer.objects.visible_to(user).filter(review=review).values_list("element__number", flat=True))
    here = numbers.index(answer.element.number)
    is_open = review.state == WRITING
    kept = answer.versions.exclude(kind=VersionKind.SENT).select_related("written_by")
    reads_kept = may(user, "reviews.write_update", review) or may(user, "reviews.list_reviews")
    return ElementPage(
        review=review,
        answer=answer,
        last_year=_last_year(review, answer, user),
        kept=list(kept[:KEPT_SHOWN]) if reads_kept else [],
        before=numbers[here - 1] if here else None,
        after=numbers[here + 1] if here + 1 < len(numbers) else None,
        can_write=is_open and may(user, "reviews.write_answer", answer),
        can_give=is_open and may(user, "reviews.write_update", review),
    )


def _last_year(review: Review, answer: Answer, user: User) -> list[Answer]:
    """What the school wrote last year on the same element, or on those that feed it in another framework (R17)."""
    if review.previous_id is None:
        return []
    feeding = Q(element=answer.element_id) | Q(element__fed_into__new=answer.element_id)
    seen = Answer.objects.visible_to(user) if not may(user, "reviews.write_answer", answer) else Answer.objects.all()
    rows = seen.filter(feeding, review=review.previous_id).exclude(updated_at=None)
    return list(rows.select_related("element").distinct())


def read_through(review: Review, user: User) -> dict[str, Any]:
    """The whole update as one text, as far as this person sees it."""
    answers = _answers(review, user)
    progress = list(review.progress_on_targets.select_related("target")) if _reads_all(review, answers) else []
    return {"review": review, "answers": answers, "progress": progress, "declaration": review.declarations.first()}


def declaration_page(review: Review, user: User) -> dict[str, Any]:
    """What the head reads before they declare, with the fingerprint of it."""
    page = read_through(review, user)
    read = update.fingerprint(
        sorted(page["answers"], key=lambda one: one.pk), sorted(page["progress"], key=lambda one: one.pk)
    )
    return {**page, "read": read, "missing": update.lacking(review)}


def reviews_of_year(year: CentreYear, user: User) -> list[Review]:
    """The reviews of a year that this person sees."""
    return [review for review in _reviews(year) if reads_review(user, review)]


def _reviews(year: CentreYear) -> list[Review]:
    """Every review of the year by school: read once for line and panel."""

    def ask() -> list[Review]:
        rows = list(with_only(year.reviews.all(), "school__name").order_by("school__name", "pk"))
        for review in rows:
            review.year = year
        return rows

    return once(("reviews", year.pk), ask)


def states_of(year: CentreYear) -> list[tuple[str, date]]:
    """State and due day of each review of the year: of all its schools, and nothing of what they write."""
    return [(review.state, review.update_due_on) for review in _reviews(year)]


def update_step(year: CentreYear, today: date) -> YearStep | None:
    """Where the updates of the Centre's schools stand together."""
    rows = states_of(year)
    if not rows:
        return None
    sent = sum(state != WRITING for state, _due in rows)
    due_on = min((due for state, due in rows if state == WRITING), default=max(due for _state, due in rows))
    note = ngettext("%(n)d of %(all)d sent", "%(n)d of %(all)d sent", sent) % {"n": sent, "all": len(rows)}
    state = standing(is_done=sent == len(rows), due_on=due_on, on=today, near=30)
    return YearStep(30, _("Update"), state, due_on, reverse("centres:year", args=[year.pk]) + "#reviews", note)
