import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centres.consultancy.conditions import ledger
from centres.consultancy.flows import call as call_flows
from centres.consultancy.forms.call import CallForm
from centres.consultancy.models.call import ConsultancyCall
from centres.consultancy.models.ledger import LedgerEntry
from centres.consultancy.selectors import ledger as ledger_selectors
from centres.membership.models.centre import Centre
from centres.membership.selectors import centre as centre_selectors
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.permissions import require
from iqm_coe.lib.templatetags.words import minutes


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: SignedInRequest, pk: int) -> HttpResponse:
    """Log a call: today, by telephone, unless the adviser says otherwise."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user).select_related("lead_school"), pk=pk)
    require(request.user, "consultancy.log_call", centre)
    today = london_date(timezone.now())
    form = CallForm(request.POST or None, initial={"kind": "telephone", "held_on": today, "token": uuid.uuid4()})
    if form.is_valid():
        year = centre.years.open_on(form.cleaned_data["held_on"]).first()
        if year is None:
            form.add_error("held_on", _("This day lies in no year of the Centre."))
        elif call := form.carry_out(call_flows.log, year, by=request.user, at=timezone.now(), **form.call()):
            messages.success(request, _told(call))
            return redirect("consultancy:ledger", pk=year.pk)
    year = centre.years.open_on(today).first()
    context = {"form": form, "centre": centre, "hour": ledger_selectors.hour_of(year, today) if year else None}
    return render(
        request, "consultancy/call/log_call.html", {**context, "contacts": centre_selectors.contacts_of(centre)}
    )


def _told(call: ConsultancyCall) -> str:
    """What was logged and what it cost."""
    entry = LedgerEntry.objects.filter(call=call).first()
    charged = -entry.minutes if entry else 0
    facts = {"took": minutes(call.minutes), "charged": minutes(charged), "left": minutes(ledger.balance(call.year))}
    if charged == call.minutes:
        return _("Logged: %(took)s. Left for this year: %(left)s.") % facts
    return _("Logged as it was, %(took)s; charged %(charged)s. Left for this year: %(left)s.") % facts
