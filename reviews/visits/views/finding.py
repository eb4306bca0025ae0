"""The assessor's notebook: element by element, target by target."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.forms import ConfirmForm
from iqm_coe.lib.next_steps import step_for
from iqm_coe.lib.permissions import require
from iqm_coe.texts.views.text import after_saving, is_sent_by_page, saved_by_page
from reviews.update.models.review import Review
from reviews.visits.conditions import finding as finding_conditions
from reviews.visits.conditions import visit as visit_conditions
from reviews.visits.flows import finding as finding_flows
from reviews.visits.forms.finding import DayNotesForm, FindingForm, JudgementForm
from reviews.visits.models.visit import Visit
from reviews.visits.selectors import finding as selectors
from reviews.visits.texts import EMPTY_FINDING, EMPTY_JUDGEMENT, FINDING, JUDGEMENT


def load_recorded(request: SignedInRequest, pk: int) -> tuple[Review, Visit]:
    """The review of a visit that this person sees, with the visit; 403 for whoever does not assess it."""
    visible = Visit.objects.visible_to(request.user).live()
    rows = Review.objects.filter(covered_by__visit__in=visible, covered_by__released_at=None)
    related = ("school", "year__centre", "framework", "previous")
    review: Review = get_object_or_404(rows.select_related(*related), pk=pk)
    require(request.user, "visits.record_visit", review)
    visit = visit_conditions.visit_covering(review)
    if visit is None:
        raise Http404
    return review, visit


@require_safe
def notebook(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is recorded of a school, and what is still open."""
    review, visit = load_recorded(request, pk)
    page = selectors.notebook(review, visit, timezone.now())
    return render(request, "visits/finding/notebook.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """One element: the school's update beside the outcome."""
    review, visit = load_recorded(request, pk)
    element = get_object_or_404(review.framework.elements, number=number)
    page = selectors.finding_page(review, element)
    save = partial(finding_flows.save_finding, review, element)
    if is_sent_by_page(request):
        return saved_by_page(request, FINDING, page.finding, save=save)
    start = FindingForm.start(page.finding.texts() if page.finding else EMPTY_FINDING)
    form = FindingForm(request.POST or None, initial=start)
    saved = form.lay_over_new(save, by=request.user, at=timezone.now())
    if saved:
        messages.success(request, _("Element %d is saved.") % number)
        return after_saving(saved.clashes, _after_saving(request, page))
    is_open = finding_conditions.is_open(review, visit, _today())
    context = {"page": page, "form": form, "visit": visit, "is_open": is_open}
    return render(request, "visits/finding/finding.html", context)


def _today() -> date:
    return london_date(timezone.now())


def _after_saving(request: SignedInRequest, page: selectors.FindingPage) -> HttpResponse:
    """On to the next element, or back to the list."""
    if "next" in request.POST and page.after:
        return redirect("visits:finding", pk=page.review.pk, number=page.after)
    return redirect("visits:notebook", pk=page.review.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: SignedInRequest, pk: int, target: int) -> HttpResponse:
    """One of last year's targets: what the school says beside the judgement."""
    review, visit = load_recorded(request, pk)
    aimed = next((one for one in finding_conditions.last_targets(review) if one.pk == target), None)
    if aimed is None:
        raise Http404
    judged, said = selectors.judgement_of(review, aimed)
    save = partial(finding_flows.judge_target, review, aimed)
    if is_sent_by_page(request):
        return saved_by_page(request, JUDGEMENT, judged, save=save)
    form = JudgementForm(
        request.POST or None, initial=JudgementForm.start(judged.texts() if judged else EMPTY_JUDGEMENT)
    )
    saved = form.lay_over_new(save, by=request.user, at=timezone.now())
    if saved:
        messages.success(request, _("The judgement is saved."))
        return after_saving(saved.clashes, redirect("visits:notebook", pk=pk))
    is_open = finding_conditions.is_open(review, visit, _today())
    context = {"review": review, "target": aimed, "said": said, "form": form, "is_open": is_open, "judged": judged}
    return render(request, "visits/finding/judge.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def day_notes(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was seen and who was met, while it is fresh; the notebook shows it when it cannot be written in."""
    review, visit = load_recorded(request, pk)
    covered = visit.covers.standing().get(review=review)
    if request.method != "POST" and not selectors.is_recording(review, visit, _today()):
        return redirect("visits:notebook", pk=pk)
    form = DayNotesForm(request.POST or None, initial=DayNotesForm.start(covered.texts()))
    saved = form.lay_over(covered, finding_flows.note_day, by=request.user, at=timezone.now())
    if saved:
        messages.success(request, _("Your notes of the day are saved."))
        return after_saving(saved.clashes, redirect("visits:notebook", pk=pk))
    return render(request, "visits/finding/day_notes.html", {"form": form, "review": review, "covered": covered})


@require_http_methods(["GET", "HEAD", "POST"])
def finish_record(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close the record of this school; the report begins."""
    review, visit = load_recorded(request, pk)
    form = ConfirmForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carries_out(finding_flows.finish, review, by=request.user, at=timezone.now())
    ):
        messages.success(request, _("The record is finished. The report is next."))
        step = step_for("record", request.user, review, _today())
        return redirect(step.url) if step else redirect("visits:visit", pk=visit.pk)
    page = selectors.notebook(review, visit, timezone.now())
    return render(request, "visits/finding/finish_record.html", {"form": form, "page": page})
