from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.forms import ReasonForm
from iqm_coe.lib.permissions import require
from reviews.visits.conditions import conflict
from reviews.visits.emails import visit as emails
from reviews.visits.flows import conflict as flows
from reviews.visits.views.visit import load_visit


@require_http_methods(["GET", "HEAD", "POST"])
def waive_conflict(request: SignedInRequest, pk: int) -> HttpResponse:
    """Staff let an assessor who has gained a conflict finish what was begun, with a written reason."""
    visit = load_visit(request, pk)
    require(request.user, "visits.waive_conflict", visit)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flows.waive_conflict, visit, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("%s can go on. Every administrator is told, with your reason.") % visit.assessor)
        return redirect("visits:visit", pk=pk)
    conflicts = conflict.against(visit, on=london_date(timezone.now()))
    mails = [emails.waived_preview(visit, [conflict.kind for conflict in conflicts], request.user)] if conflicts else []
    return render(
        request,
        "visits/conflict/waive_conflict.html",
        {"form": form, "visit": visit, "conflicts": conflicts, "mails": mails},
    )
