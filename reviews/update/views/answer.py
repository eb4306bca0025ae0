from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.evidence import LinkForm, evidence_for
from iqm_coe.lib.found import found
from iqm_coe.texts.views.text import after_saving
from reviews.update.flows import answer as flows
from reviews.update.forms.answer import AnswerForm, GiveForm
from reviews.update.forms.evidence import FileForm
from reviews.update.models.answer import Answer
from reviews.update.models.evidence import AnswerFile
from reviews.update.selectors import answer as selectors


@require_http_methods(["GET", "HEAD", "POST"])
def element(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Write one element; last year's answer stands beside it."""
    answer = load_answer(request, pk, number)
    form = AnswerForm(request.POST) if request.method == "POST" else answer_form(answer)
    saved = form.lay_over(answer, flows.save, by=request.user, at=timezone.now())
    if saved:
        messages.success(request, _("Element %s is saved.") % number)
        return after_saving(saved.clashes, _after_saving(request, answer))
    return render(request, "update/answer/element.html", element_context(request, answer, form=form))


def _after_saving(request: SignedInRequest, answer: Answer) -> HttpResponse:
    """On to the next element that this person sees, or back to the list."""
    numbers = Answer.objects.visible_to(request.user).filter(review=answer.review)
    following = numbers.filter(element__number__gt=answer.element.number).values_list("element__number", flat=True)
    if "next" in request.POST and (number := following.order_by("element__number").first()):
        return redirect("update:element", pk=answer.review_id, number=number)
    return redirect("update:review", pk=answer.review_id)


@require_POST
def give(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Give an element to a colleague, or take it back."""
    answer = load_answer(request, pk, number)
    form = GiveForm(request.POST, review=answer.review)
    if form.is_valid() and form.carries_out(
        flows.give, answer, form.cleaned_data["person"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("Saved. Whoever writes it finds it under What needs me."))
        return redirect("update:element", pk=pk, number=number)
    return render(request, "update/answer/element.html", element_context(request, answer, give_form=form))


def load_answer(request: SignedInRequest, pk: int, number: int) -> Answer:
    """The answer of this review on one element, or 404; whoever sees an answer sees its review."""
    answer = found(selectors.answer_of(request.user, pk, number))
    prefetch_related_objects([answer], "links", Prefetch("files", AnswerFile.objects.with_scan()))
    return answer


def answer_form(answer: Answer) -> AnswerForm:
    """The form as the answer stands."""
    return AnswerForm(initial=AnswerForm.start(answer.texts()))


def link_form(answer: Answer, user: User, data: QueryDict | None = None) -> LinkForm:
    """A web address, or a page of the Centre, to stand beside the answer."""
    return LinkForm(data, prefix="link", pages=evidence_for("centre", user, answer.review.year.centre))


def element_context(request: SignedInRequest, answer: Answer, **given: object) -> dict[str, object]:
    """What the page of one element needs; `given` replaces a form by one with errors."""
    page = selectors.element_page(answer.review, answer, request.user)
    return {
        "page": page,
        "form": answer_form(answer),
        "link_form": link_form(answer, request.user) if page.can_write else None,
        "file_form": FileForm(prefix="file"),
        "give_form": GiveForm(review=answer.review, initial={"person": answer.given_to}) if page.can_give else None,
        **given,
    }
