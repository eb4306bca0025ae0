from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centres.billing.flows import fee
from centres.billing.forms.fee import BandsForm, VatForm
from centres.billing.selectors import fee as selectors
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.forms import FlowForm
from iqm_coe.lib.permissions import may, require


@require_safe
def prices(request: SignedInRequest) -> HttpResponse:
    """Every scale of fees and every rate of VAT there was."""
    require(request.user, "billing.read_finance")
    context = {**selectors.price_list(), "can_act": may(request.user, "billing.set_prices")}
    return render(request, "billing/fee/prices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def set_bands(request: SignedInRequest) -> HttpResponse:
    """New fees from a day."""
    require(request.user, "billing.set_prices")
    form = BandsForm(request.POST or None, initial=selectors.scale_on(london_date(timezone.now())))
    if form.is_valid() and form.carries_out(
        fee.set_bands,
        form.steps(),
        valid_from=form.cleaned_data["valid_from"],
        by=request.user,
        at=timezone.now(),
    ):
        messages.success(request, _("The new fees are set."))
        return redirect("billing:prices")
    return render(request, "billing/fee/set_bands.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def set_vat(request: SignedInRequest) -> HttpResponse:
    """A new rate of VAT from a day."""
    return simple_form(
        request, "billing.set_prices", VatForm(request.POST or None), fee.set_vat, "billing/fee/set_vat.html"
    )


def simple_form(
    request: SignedInRequest, permission: str, form: FlowForm, flow: Callable[..., object], template: str
) -> HttpResponse:
    """A form whose fields are the flow's own words."""
    require(request.user, permission)
    if form.is_valid() and form.carries_out(flow, by=request.user, at=timezone.now(), **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect("billing:prices" if flow == fee.set_vat else "billing:charges")
    return render(request, template, {"form": form})
