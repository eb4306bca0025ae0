from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centres.billing.flows import charge
from centres.billing.forms.charge import PriceForm
from centres.billing.lists import Charges
from centres.billing.models.charge import Charge
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.forms import ReasonForm
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.permissions import may, require


def _seen(user: User) -> QuerySet[Charge]:
    return Charge.objects.visible_to(user).for_list()


@require_safe
def charges(request: SignedInRequest) -> HttpResponseBase:
    """Every annual payment; those to be invoiced can be chosen for one invoice."""
    require(request.user, "billing.read_finance")
    can_act = may(request.user, "billing.do_finance")

    def beside(shown: list[Charge]) -> dict[str, object]:
        own = Charge.objects.filter(pk__in=[row.pk for row in shown]).own_of(request.user)
        return {"can_act": can_act, "own": set(own.values_list("pk", flat=True))}

    template = "billing/charge/charges.html"
    return list_response(request, Charges, _seen, template=template, beside=beside, context={"can_act": can_act})


def load_charge(request: SignedInRequest, pk: int) -> Charge:
    """The charge, if this person sees it."""
    charge: Charge = get_object_or_404(Charge.objects.visible_to(request.user).for_list(), pk=pk)
    return charge


@require_http_methods(["GET", "HEAD", "POST"])
def price(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set the price of one annual payment."""
    found = load_charge(request, pk)
    require(request.user, "billing.price_charge", found)
    form = PriceForm(request.POST or None, initial={"amount": found.net})
    if form.is_valid() and form.carries_out(
        charge.price, found, form.cleaned_data["amount"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("The price of %s is set.") % found.school.name)
        return redirect("billing:charges")
    return render(request, "billing/charge/price_charge.html", {"form": form, "charge": found})


@require_http_methods(["GET", "HEAD", "POST"])
def waive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Waive one annual payment with a reason."""
    found = load_charge(request, pk)
    require(request.user, "billing.waive_charge", found)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        charge.waive, found, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("Waived for %s.") % found.school.name)
        return redirect("billing:charges")
    return render(request, "billing/charge/waive_charge.html", {"form": form, "charge": found})
