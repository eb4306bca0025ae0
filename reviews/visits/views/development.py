"""The plan for development, on both its sides."""

from django.contrib import messages
from django.db.models import Manager
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.forms import ReadForm
from iqm_coe.lib.permissions import require
from iqm_coe.texts.views.text import after_saving
from reviews.update.models.review import Review
from reviews.update.models.target import Target
from reviews.visits import conf
from reviews.visits.conditions import development as development_conditions
from reviews.visits.conditions.visit import visit_covering
from reviews.visits.emails import development as emails
from reviews.visits.enums import DevelopmentState
from reviews.visits.flows import development
from reviews.visits.forms.development import TargetForm
from reviews.visits.querysets.development import with_plan_for
from reviews.visits.selectors import development as selectors


def load_planned(request: SignedInRequest, pk: int) -> Review:
    """The review whose plan this person may read, or 404."""
    rows = with_plan_for(Review.objects.all(), request.user).select_related("school", "year__centre", "framework")
    review: Review = get_object_or_404(rows, pk=pk)
    return review


def _page(request: SignedInRequest, review: Review) -> selectors.PlanPage:
    return selectors.plan_page(review, visit_covering(review), request.user, conf.least_targets.get())


@require_safe
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """The targets, who has agreed them, what is asked of me."""
    return render(request, "visits/development/plan.html", {"page": _page(request, load_planned(request, pk))})


@require_http_methods(["GET", "HEAD", "POST"])
def add_target(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a target into the plan."""
    review = load_planned(request, pk)
    require(request.user, "visits.draft_plan", review)
    form = TargetForm(request.POST or None, review=review)
    if form.is_valid() and form.carries_out(
        development.add_target, review, by=request.user, at=timezone.now(), **form.target()
    ):
        messages.success(request, _("The target is added."))
        return redirect("visits:plan", pk=pk)
    return render(request, "visits/development/change_target.html", {"form": form, "review": review, "target": None})


@require_http_methods(["GET", "HEAD", "POST"])
def change_target(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write a target anew; nothing typed is lost to who took it out meanwhile."""
    target = _load_target(request, pk, Target.written if request.method == "POST" else Target.objects)
    form = TargetForm(request.POST or None, review=target.review, initial=TargetForm.start(target.texts()))
    saved = form.lay_over(target, development.change_target, by=request.user, at=timezone.now())
    if saved:
        messages.success(request, _("The target is saved."))
        return after_saving(saved.clashes, redirect("visits:plan", pk=target.review_id))
    context = {"form": form, "review": target.review, "target": target}
    return render(request, "visits/development/change_target.html", context)


def _load_target(request: SignedInRequest, pk: int, rows: Manager[Target] = Target.objects) -> Target:
    planned = with_plan_for(Review.objects.all(), request.user)
    related = ("review__school", "review__year__centre", "review__framework")
    target: Target = get_object_or_404(rows.filter(review__in=planned).select_related(*related), pk=pk)
    require(request.user, "visits.draft_plan", target.review)
    return target


@require_POST
def remove_target(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a target out again."""
    target = _load_target(request, pk, Target.written)
    try:
        development.remove_target(target, by=request.user, at=timezone.now())
        messages.success(request, _("The target is taken out. Its words are kept at the end of the page."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("visits:plan", pk=target.review_id)


@require_POST
def put_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a target that was taken out back into the plan."""
    target = _load_target(request, pk, Target.written)
    try:
        development.put_back(target, by=request.user, at=timezone.now())
        messages.success(request, _("The target stands in the plan again."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("visits:plan", pk=target.review_id)


@require_http_methods(["GET", "HEAD", "POST"])
def agree_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree the plan by name and day."""
    review = load_planned(request, pk)
    require(request.user, "visits.agree_plan", review)
    page = _page(request, review)
    if request.method != "POST" and not page.can_agree:
        return redirect("visits:plan", pk=pk)  # there is nothing to agree now, and its own page says why
    read = development_conditions.fingerprint_of(review)
    form = ReadForm(request.POST or None, initial={"read": read})
    if form.is_valid():
        agreed = form.carry_out(development.agree, review, by=request.user, at=timezone.now(), **form.cleaned_data)
        if agreed:
            is_sealed = agreed.state == DevelopmentState.AGREED
            both, one = (
                _("Both sides have agreed. The targets stand."),
                _("Agreed in your name. The other side is asked."),
            )
            messages.success(request, both if is_sealed else one)
            return redirect("visits:plan", pk=pk)
    form.shown_anew(read)
    mails = [emails.agreement_preview(review, request.user, stands=bool(page.signatures))]
    return render(request, "visits/development/agree_plan.html", {"form": form, "page": page, "mails": mails})
