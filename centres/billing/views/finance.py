from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from centres.billing.selectors import finance as selectors
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.permissions import require


@require_safe
def finance(request: SignedInRequest) -> HttpResponse:
    """Where the money stands."""
    require(request.user, "billing.read_finance")
    page = selectors.finance_page(request.user, timezone.now(), is_whole="all" in request.GET)
    return render(request, "billing/finance/finance.html", {"page": page})
