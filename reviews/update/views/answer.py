import uuid

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from centres.year.querysets.year import YEAR
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.evidence import LinkForm, evidence_for
from reviews.update.flows import answer as flows
from reviews.update.forms.answer import AnswerForm, GiveForm
from reviews.update.forms.evidence import FileForm
from reviews.update.models.answer import Answer
from reviews.update.selectors import answer as selectors


@require_http_methods(["GET", "HEAD", "POST"])
def element(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Write one element; last year's answer stands beside it."""
    answer = load_answer(request, pk, number)
    form = AnswerForm(request.POST) if request.method == "POST" else answer_form(answer)
    clash = None
    if form.is_bound and form.is_valid():
        try:
            flows.save(answer, form.texts(), **form.page(), by=request.user, at=timezone.now())
        except flows.Clash as refusal:
            clash = refusal.current
            form.add_error(None, str(refusal))
            form.data = {**request.POST.dict(), "version": clash.version}
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Element %s is saved.") % number)
            return _after_saving(request, pk, number)
    return render(request, "update/answer/element.html", element_context(request, answer, form=form, clash=clash))


def _after_saving(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """On to the next element, or back to the list."""
    if "next" in request.POST:
        return redirect("update:element", pk=pk, number=number + 1)
    return redirect("update:review", pk=pk)


@require_POST
def autosave(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Save while the person writes; answers with the line that says so."""
    answer = load_answer(request, pk, number)
    form = AnswerForm(request.POST)
    said: dict[str, object] = {"saved": None, "refusal": _("Not saved: a text is too long.")}
    if form.is_valid():
        try:
            saved = flows.save(answer, form.texts(), **form.page(), by=request.user, at=timezone.now())
            said = {"saved": saved, "refusal": ""}
        except Refused as refusal:
            said |= {"refusal": str(refusal), "is_clash": isinstance(refusal, flows.Clash)}
    return render(request, "update/answer/_saved.html", said)


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
    review = (
        *("review__state", "review__update_due_on", "review__framework", "review__previous"),
        *("review__school__name", "review__year__centre__name", "review__year__centre__lead_school"),
        *(f"review__{column}" for column in YEAR),
    )
    people = ("updated_by__name", "given_to__name")
    element = ("element__number", "element__title", "element__prompt")
    rows = only_columns(Answer.objects.visible_to(request.user), *review, *people, *element)
    answer: Answer = get_object_or_404(rows.prefetch_related("links", "files"), review=pk, element__number=number)
    return answer


def answer_form(answer: Answer) -> AnswerForm:
    """The form as the answer stands; the page gets a name of its own, so that it never clashes with itself."""
    return AnswerForm(initial={**answer.texts(), "version": answer.version, "saved_from": str(uuid.uuid4())})


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
