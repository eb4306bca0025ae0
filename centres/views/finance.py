"""Finance at a glance: annual payments, their prices, and the scale of fees."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centres import selectors
from centres.filters import ChargeFilter
from centres.flows import billing, charges, consultancy, fees
from centres.forms.money import BandsForm, PayerForm, PriceForm, VatForm
from centres.models import CentreYear, Charge
from centres.querysets import sees_log
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.forms import ReasonForm
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.tables import list_page


@require_safe
def finance(request: HttpRequest) -> HttpResponse:
    """Where the money stands."""
    require(request.user, "centres.read_finance")
    return render(request, "centres/finance.html", {"page": selectors.finance_page(request.user, timezone.now())})


@require_safe
def charge_list(request: HttpRequest) -> HttpResponse:
    """Every annual payment; those to be invoiced can be chosen for one invoice."""
    require(request.user, "centres.read_finance")
    rows = Charge.objects.visible_to(request.user).for_list()
    context = {"list": list_page(request, rows, ChargeFilter), "can_act": may(request.user, "centres.do_finance")}
    return render(request, "centres/charges.html", context)


def load_charge(request: HttpRequest, pk: int) -> Charge:
    """The charge, if this person sees it."""
    found: Charge = get_object_or_404(Charge.objects.visible_to(request.user).for_list(), pk=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def price_charge(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the price of one annual payment."""
    found = load_charge(request, pk)
    require(request.user, "centres.price_charge", found)
    form = PriceForm(request.POST or None, initial={"amount": found.net})
    if form.is_valid() and form.carry_out(
        billing.price, found, form.cleaned_data["amount"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("The price of %s is set.") % found.school.name)
        return redirect("centres:charges")
    return render(request, "centres/price_charge.html", {"form": form, "charge": found})


@require_http_methods(["GET", "HEAD", "POST"])
def waive_charge(request: HttpRequest, pk: int) -> HttpResponse:
    """Waive one annual payment with a reason."""
    found = load_charge(request, pk)
    require(request.user, "centres.waive_charge", found)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carry_out(
        billing.waive, found, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("Waived for %s.") % found.school.name)
        return redirect("centres:charges")
    return render(request, "centres/waive_charge.html", {"form": form, "charge": found})


@require_http_methods(["GET", "HEAD", "POST"])
def release_hour(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the included hour before the payments are in."""
    years = CentreYear.objects.filter(sees_log("centre_id", request.user)).select_related("centre")
    found = get_object_or_404(years, pk=pk)
    require(request.user, "centres.release_hour", found)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carry_out(
        consultancy.release_early, found, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The hour of %s is released. The Centre is told by mail.") % found.centre.name)
        return redirect("centres:ledger", pk=pk)
    return render(request, "centres/release_hour.html", {"form": form, "hour": selectors.hour_of(found)})


@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """Every scale of fees and every rate of VAT there was."""
    require(request.user, "centres.read_finance")
    context = {**selectors.price_list(), "can_act": may(request.user, "centres.set_prices")}
    return render(request, "centres/prices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def set_bands(request: HttpRequest) -> HttpResponse:
    """New fees from a day."""
    require(request.user, "centres.set_prices")
    form = BandsForm(request.POST or None, initial=selectors.scale_on(london_date(timezone.now())))
    if form.is_valid() and form.carry_out(
        fees.set_bands,
        form.steps(),
        valid_from=form.cleaned_data["valid_from"],
        by=request.user,
        at=timezone.now(),
    ):
        messages.success(request, _("The new fees are set."))
        return redirect("centres:prices")
    return render(request, "centres/set_bands.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def set_vat(request: HttpRequest) -> HttpResponse:
    """A new rate of VAT from a day."""
    return _simple_form(
        request, "centres.set_prices", VatForm(request.POST or None), fees.set_vat, "centres/set_vat.html"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_payer(request: HttpRequest) -> HttpResponse:
    """A body that pays for several schools."""
    return _simple_form(
        request, "centres.manage_payers", PayerForm(request.POST or None), charges.add_payer, "centres/add_payer.html"
    )


def _simple_form(request: HttpRequest, permission: str, form: Any, flow: Any, template: str) -> HttpResponse:
    """A form whose fields are the flow's own words."""
    require(request.user, permission)
    if form.is_valid() and form.carry_out(flow, by=request.user, at=timezone.now(), **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect("centres:prices" if flow == fees.set_vat else "centres:charges")
    return render(request, template, {"form": form})
