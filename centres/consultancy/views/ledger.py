from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centres.consultancy.flows import ledger as flows
from centres.consultancy.forms.ledger import CorrectionForm
from centres.consultancy.models.ledger import LedgerEntry
from centres.consultancy.querysets.ledger import sees_log
from centres.consultancy.selectors import ledger as selectors
from centres.year.models.year import CentreYear
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.forms import ReasonForm
from iqm_coe.lib.found import found
from iqm_coe.lib.permissions import require


@require_safe
def ledger(request: SignedInRequest, pk: int) -> HttpResponse:
    """The minutes of a year: what came, what went, on what."""
    year, today = found(selectors.year_of_log(request.user, pk)), london_date(timezone.now())
    page = selectors.ledger_page(year, request.user, today)
    return render(request, "consultancy/ledger/ledger.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back what a call was charged, with a reason."""
    rows = LedgerEntry.objects.visible_to(request.user).select_related("year__centre", "call", "call__logged_by")
    entry = get_object_or_404(rows, pk=pk)
    require(request.user, "consultancy.correct_entry", entry)
    form = CorrectionForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flows.correct, entry, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("Corrected by a counter-entry."))
        return redirect("consultancy:ledger", pk=entry.year_id)
    return render(request, "consultancy/ledger/correct_entry.html", {"form": form, "entry": entry})


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the included hour before the payments are in."""
    years = CentreYear.objects.filter(sees_log("centre_id", request.user)).select_related("centre")
    year = get_object_or_404(years, pk=pk)
    require(request.user, "consultancy.release_hour", year)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flows.release_early, year, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The hour of %s is released. The Centre is told by mail.") % year.centre.name)
        return redirect("consultancy:ledger", pk=pk)
    hour = selectors.hour_of(year, london_date(timezone.now()))
    return render(request, "consultancy/ledger/release_hour.html", {"form": form, "hour": hour})
