"""What every screen of an update begins with: the rows that this person sees."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from centres.querysets import YEAR
from iqm_coe.lib.rows import with_only
from reviews import selectors
from reviews.forms import AnswerForm, FileForm, GiveForm, LinkForm
from reviews.models import Answer, Review


def load_review(request: HttpRequest, pk: int) -> Review:
    """The review, or 404."""
    shown = ("school__name", *YEAR, "year__centre__name", "year__centre__lead_school", "framework__name")
    found: Review = get_object_or_404(with_only(Review.objects.visible_to(request.user), *shown), pk=pk)
    return found


def load_answer(request: HttpRequest, pk: int, number: int) -> Answer:
    """The answer of this review on one element, or 404; whoever sees an answer sees its review."""
    review = (
        *("review__state", "review__update_due_on", "review__framework", "review__previous"),
        *("review__school__name", "review__year__centre__name", "review__year__centre__lead_school"),
        *(f"review__{column}" for column in YEAR),
    )
    people = ("updated_by__name", "given_to__name")
    element = ("element__number", "element__title", "element__prompt")
    rows = with_only(Answer.objects.visible_to(request.user), *review, *people, *element)
    found: Answer = get_object_or_404(rows.prefetch_related("links", "files"), review=pk, element__number=number)
    return found


def answer_form(answer: Answer) -> AnswerForm:
    """The form as the answer stands; the page gets a name of its own, so that it never clashes with itself."""
    return AnswerForm(initial={**answer.texts(), "version": answer.version, "saved_from": str(uuid.uuid4())})


def element_context(request: HttpRequest, answer: Answer, **given: Any) -> dict[str, Any]:
    """What the page of one element needs; `given` replaces a form by one with errors."""
    page = selectors.element_page(answer.review, answer, request.user)
    return {
        "page": page,
        "form": answer_form(answer),
        "link_form": LinkForm(prefix="link"),
        "file_form": FileForm(prefix="file"),
        "give_form": GiveForm(review=answer.review, initial={"person": answer.given_to}) if page.can_give else None,
        **given,
    }
