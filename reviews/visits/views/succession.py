"""What becomes of a visit whose assessor has left."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.forms import ReasonForm
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.transitions import available
from reviews.visits.conditions.visit import can_go_on, is_partly_recorded, reviews_covered
from reviews.visits.flows import succession as flows
from reviews.visits.forms.visit import SuccessorForm
from reviews.visits.views.visit import load_visit


@require_http_methods(["GET", "HEAD", "POST"])
def succession(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody else is asked in one act, or whoever left and came back finishes it."""
    visit, now = load_visit(request, pk), timezone.now()
    require(request.user, "visits.let_go_on", visit)
    goes_on = "go_on" in request.POST
    schools = [review.school for review in reviews_covered(visit).select_related("school")]
    form = SuccessorForm(None if goes_on else request.POST or None, year=visit.year, schools=schools)
    reason_form = ReasonForm(request.POST if goes_on else None)
    if form.is_valid():
        made = form.carry_out(flows.replace, visit, by=request.user, at=now, **form.cleaned_data)
        if made:
            messages.success(request, _("%s is asked. You hear when they have answered.") % made.assessor.name)
            return redirect("visits:visit", pk=made.pk)
    if reason_form.is_valid():
        reason = reason_form.cleaned_data["reason"]
        if reason_form.carries_out(flows.let_go_on, visit, reason=reason, by=request.user, at=now):
            messages.success(request, _("%s can go on with this visit.") % visit.assessor.name)
            return redirect("visits:visit", pk=pk)
    context = {
        "visit": visit,
        "form": form,
        "reason_form": reason_form,
        "can_replace": "cancel" in available(visit, request.user) and not is_partly_recorded(visit),
        "can_go_on": can_go_on(visit),
        "can_give_role": may(request.user, "accounts.manage_roles", visit.assessor),
    }
    return render(request, "visits/succession/succession.html", context)
