"""The update: at a glance, element by element, read through, declared and sent."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.forms import ConfirmForm
from iqm_coe.lib.permissions import require
from iqm_coe.lib.tables import list_page
from reviews import emails, selectors
from reviews.filters import ReviewFilter
from reviews.flows import update as flows
from reviews.forms import AnswerForm, DeclareForm, GiveForm, TargetProgressForm
from reviews.models import Review, TargetProgress
from reviews.views.loading import answer_form, element_context, load_answer, load_review


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """For the office: every review, the update due first on top."""
    require(request.user, "reviews.list_reviews")
    rows = Review.objects.visible_to(request.user).for_list().order_by("update_due_on", "pk")
    return render(request, "reviews/reviews.html", {"list": list_page(request, rows, ReviewFilter)})


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One review at a glance."""
    page = selectors.review_page(load_review(request, pk), request.user, timezone.now())
    return render(request, "reviews/review.html", {"page": page})


@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole update as one text."""
    found = load_review(request, pk)
    return render(request, "reviews/read.html", selectors.read_through(found, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def element(request: HttpRequest, pk: int, number: int) -> HttpResponse:
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
    return render(request, "reviews/element.html", element_context(request, answer, form=form, clash=clash))


def _after_saving(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """On to the next element, or back to the list."""
    if "next" in request.POST:
        return redirect("reviews:element", pk=pk, number=number + 1)
    return redirect("reviews:review", pk=pk)


@require_POST
def autosave(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Save while the person writes; answers with the line that says so."""
    answer = load_answer(request, pk, number)
    form = AnswerForm(request.POST)
    said = {"saved": None, "refusal": _("Not saved: a text is too long.")}
    if form.is_valid():
        try:
            saved = flows.save(answer, form.texts(), **form.page(), by=request.user, at=timezone.now())
            said = {"saved": saved, "refusal": ""}
        except Refused as refusal:
            said |= {"refusal": str(refusal), "is_clash": isinstance(refusal, flows.Clash)}
    return render(request, "reviews/_saved.html", said)


@require_POST
def give(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Give an element to a colleague, or take it back."""
    answer = load_answer(request, pk, number)
    form = GiveForm(request.POST, review=answer.review)
    if form.is_valid() and form.carry_out(
        flows.give, answer, form.cleaned_data["person"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("Saved. Whoever writes it finds it under What needs me."))
        return redirect("reviews:element", pk=pk, number=number)
    return render(request, "reviews/element.html", element_context(request, answer, give_form=form))


@require_http_methods(["GET", "HEAD", "POST"])
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of one of last year's targets."""
    visible = Review.objects.visible_to(request.user)
    rows = TargetProgress.objects.filter(review__in=visible).select_related("review__school", "target__element")
    found = get_object_or_404(rows, pk=pk)
    require(request.user, "reviews.write_update", found.review)
    start = {"text": found.text, "version": found.version, "saved_from": str(uuid.uuid4())}
    form = TargetProgressForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            flows.report_on_target(found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except flows.Clash as clash:
            form.add_error(None, str(clash))
            form.data = {**request.POST.dict(), "version": clash.current.version}
            found = clash.current
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("reviews:review", pk=found.review_id)
    return render(request, "reviews/target.html", {"form": form, "progress": found})


@require_http_methods(["GET", "HEAD", "POST"])
def ask_head(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the head that the update is ready."""
    found = load_review(request, pk)
    require(request.user, "reviews.write_update", found)
    form = ConfirmForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(flows.ask_head, found, by=request.user, at=timezone.now())
    ):
        messages.success(request, _("The head is asked, by mail and on their own page."))
        return redirect("reviews:review", pk=pk)
    mails = [emails.declaration_preview(found, request.user)]
    return render(request, "reviews/ask_head.html", {"form": form, "review": found, "mails": mails})


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """The head reads, declares and sends."""
    found = load_review(request, pk)
    require(request.user, "reviews.declare_update", found)
    page = selectors.declaration_page(found, request.user)
    form = DeclareForm(request.POST or None, initial={"read": page["read"]})
    if form.is_valid() and form.carry_out(
        flows.declare_and_send, found, read=form.cleaned_data["read"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("The update is sent. Thank you."))
        return redirect("reviews:review", pk=pk)
    if form.is_bound:
        form.data = {**request.POST.dict(), "read": page["read"]}
    return render(request, "reviews/declare.html", {**page, "form": form, "mails": [emails.update_preview(found)]})
