"""Awards as the office records, corrects and withdraws them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.forms import ReasonForm
from iqm_coe.lib.permissions import require
from schools import conf, selectors
from schools.flows import award as flows
from schools.forms import AmendAwardForm, AwardForm
from schools.models.award import Award
from schools.models.school import School


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an award as it would be recorded: first and last day, what it renews. The second press records it."""
    school = get_object_or_404(School.objects.visible_to(request.user), pk=pk)
    require(request.user, "schools.record_award", school)
    form = AwardForm(request.POST or None)
    shown = form.carry_out(flows.to_be, school, **form.period) if form.is_valid() else None
    if shown and form.was_shown(shown):
        facts = {"is_another": form.cleaned_data["is_another"], "by": request.user, "at": timezone.now()}
        days = {"valid_from": shown.valid_from, "valid_until": shown.valid_until}
        if form.carries_out(flows.record, school, **{**form.period, **days}, **facts):
            messages.success(request, _("The award is recorded."))
            return redirect("schools:school", pk=pk)
    context = {"form": form, "school": school, "years": conf.award_years.get(), **selectors.to_be_recorded(shown)}
    return render(request, "schools/record_award.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct the period of an award."""
    award = get_object_or_404(Award.objects.visible_to(request.user).select_related("school"), pk=pk)
    require(request.user, "schools.record_award", award)
    initial = {"valid_from": award.valid_from, "valid_until": award.valid_until}
    form = AmendAwardForm(request.POST or None, initial=initial)
    if form.is_valid() and form.carries_out(
        flows.amend, award, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The period is corrected."))
        return redirect("schools:school", pk=award.school_id)
    return render(request, "schools/amend_award.html", {"form": form, "award": award})


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an award out of force."""
    award = get_object_or_404(Award.objects.visible_to(request.user).select_related("school"), pk=pk)
    require(request.user, "schools.record_award", award)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flows.withdraw, award, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The award is withdrawn; it stays in the history."))
        return redirect("schools:school", pk=award.school_id)
    return render(request, "schools/withdraw_award.html", {"form": form, "award": award})
