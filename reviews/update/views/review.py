from django.contrib import messages
from django.db.models import Case, QuerySet, When
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.forms import ConfirmForm
from iqm_coe.lib.found import found
from iqm_coe.lib.handouts.answer import handed_out
from iqm_coe.lib.handouts.shape import Handout
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.permissions import require
from reviews.update import handouts
from reviews.update.emails import review as emails
from reviews.update.enums import ReviewState
from reviews.update.flows import review as flows
from reviews.update.forms.review import DeclareForm
from reviews.update.lists import Reviews
from reviews.update.models.review import Review
from reviews.update.selectors import review as selectors
from reviews.update.selectors.answer import why_nothing_is_theirs


def _seen(user: User) -> QuerySet[Review]:
    is_over = Case(When(state=ReviewState.WRITING, then=0), default=1)
    return Review.objects.visible_to(user).for_list().order_by(is_over, "update_due_on", "pk")


@require_safe
def reviews(request: SignedInRequest) -> HttpResponseBase:
    """For the office: every review, of the updates that are not sent yet the one due first on top."""
    require(request.user, "update.list_reviews")
    return list_response(request, Reviews, _seen)


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """To the update of theirs in the running year; who has several, or none, comes to the page of the year's work."""
    today = london_date(timezone.now())
    running_now = list(Review.objects.visible_to(request.user).of_this_year_of(request.user, today)[:2])
    if len(running_now) == 1:
        return redirect("update:review", pk=running_now[0].pk)
    if not running_now:
        messages.info(request, why_nothing_is_theirs(request.user, today))
    return redirect("home:index")


@require_safe
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """One review at a glance."""
    page = selectors.review_page(load_review(request, pk), request.user, timezone.now())
    return render(request, "update/review/review.html", {"page": page})


@require_safe
def read(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole update as one text."""
    review = load_review(request, pk)
    return render(request, "update/review/read.html", selectors.read_through(review, request.user))


@require_safe
def read_file(request: SignedInRequest, pk: int, kind: str) -> HttpResponseBase:
    """The same to take away, as PDF or Word."""
    review, at = load_review(request, pk), timezone.now()

    def made() -> Handout:
        return handouts.update(selectors.read_through(review, request.user), at=at)

    return handed_out(request, kind, made, of=review, route="update:read", page=reverse("update:read", args=[pk]))


@require_safe
def readers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who can see this review, and why."""
    review = load_review(request, pk)
    context = {"review": review, "readers": selectors.readers_of(review)}
    return render(request, "update/review/readers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_head(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tell the head that the update is ready."""
    review = load_review(request, pk)
    require(request.user, "update.write_update", review)
    form = ConfirmForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carries_out(flows.ask_head, review, by=request.user, at=timezone.now())
    ):
        messages.success(request, _("The head is asked, by mail and on their own page."))
        return redirect("update:review", pk=pk)
    mails = [emails.declaration_preview(review, request.user)]
    return render(request, "update/review/ask_head.html", {"form": form, "review": review, "mails": mails})


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: SignedInRequest, pk: int) -> HttpResponse:
    """The head reads, declares and sends."""
    review = load_review(request, pk)
    require(request.user, "update.declare_update", review)
    page = selectors.declaration_page(review, request.user)
    form = DeclareForm(request.POST or None, initial={"read": page["read"]})
    if form.is_valid() and form.carries_out(
        flows.declare_and_send, review, read=form.cleaned_data["read"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("The update is sent. Thank you."))
        return redirect("update:review", pk=pk)
    form.shown_anew(page["read"])
    return render(
        request, "update/review/declare.html", {**page, "form": form, "mails": [emails.update_preview(review)]}
    )


def load_review(request: SignedInRequest, pk: int) -> Review:
    """The review, or 404."""
    return found(selectors.review_of(request.user, pk))
