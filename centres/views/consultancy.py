"""The hour of consultancy: an adviser's Centres, a call logged in twenty seconds, the log itself."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centres import selectors
from centres.flows import consultancy as flows
from centres.forms.consultancy import CallForm
from centres.forms.money import CorrectionForm
from centres.models import Centre, CentreYear, ConsultancyCall, LedgerEntry
from centres.querysets import sees_log
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.permissions import require
from iqm_coe.lib.templatetags.words import minutes


@require_safe
def my_centres(request: HttpRequest) -> HttpResponse:
    """The Centres that this person advises, each with what an adviser needs first."""
    require(request.user, "centres.see_my_centres")
    return render(request, "centres/my_centres.html", {"rows": selectors.my_centres(request.user, timezone.now())})


@require_safe
def ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of a year: what came, what went, on what."""
    years = CentreYear.objects.filter(sees_log("centre_id", request.user)).select_related("centre")
    page = selectors.ledger_page(get_object_or_404(years, pk=pk), request.user, timezone.now())
    return render(request, "centres/ledger.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def log_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a call: today, by telephone, unless the adviser says otherwise."""
    found = get_object_or_404(Centre.objects.visible_to(request.user).select_related("lead_school"), pk=pk)
    require(request.user, "centres.log_call", found)
    today = london_date(timezone.now())
    form = CallForm(request.POST or None, initial={"kind": "telephone", "held_on": today, "token": uuid.uuid4()})
    if form.is_valid():
        year = found.years.open_on(form.cleaned_data["held_on"]).first()
        if year is None:
            form.add_error("held_on", _("This day lies in no year of the Centre."))
        elif call := form.carry_out(flows.log_call, year, by=request.user, at=timezone.now(), **form.call()):
            messages.success(request, _told(call))
            return redirect("centres:ledger", pk=year.pk)
    year = found.years.open_on(today).first()
    context = {"form": form, "centre": found, "hour": selectors.hour_of(year) if year else None}
    return render(request, "centres/log_call.html", {**context, "contacts": selectors.contacts_of(found)})


def _told(call: ConsultancyCall) -> str:
    """What was logged and what it cost."""
    entry = LedgerEntry.objects.filter(call=call).first()
    charged = -entry.minutes if entry else 0
    facts = {"took": minutes(call.minutes), "charged": minutes(charged), "left": minutes(flows.balance(call.year))}
    if charged == call.minutes:
        return _("Logged: %(took)s. Left for this year: %(left)s.") % facts
    return _("Logged as it was, %(took)s; charged %(charged)s. Left for this year: %(left)s.") % facts


@require_http_methods(["GET", "HEAD", "POST"])
def correct_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what a call was charged, with a reason."""
    rows = LedgerEntry.objects.visible_to(request.user).select_related("year__centre", "call", "call__logged_by")
    found = get_object_or_404(rows, pk=pk)
    require(request.user, "centres.correct_entry", found)
    form = CorrectionForm(request.POST or None)
    if form.is_valid() and form.carry_out(
        flows.correct, found, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("Corrected by a counter-entry."))
        return redirect("centres:ledger", pk=found.year_id)
    return render(request, "centres/correct_entry.html", {"form": form, "entry": found})
