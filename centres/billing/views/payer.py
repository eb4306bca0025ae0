from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from centres.billing.flows import payer
from centres.billing.forms.payer import PayerForm
from centres.billing.views.fee import simple_form
from iqm_coe.accounts.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """A body that pays for several schools."""
    return simple_form(
        request, "billing.manage_payers", PayerForm(request.POST or None), payer.add, "billing/payer/add_payer.html"
    )
