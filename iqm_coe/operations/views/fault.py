"""What rounds of the clock could not do."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.permissions import require
from iqm_coe.lib.tables import list_page
from iqm_coe.operations.models.fault import Fault


@require_safe
def faults(request: SignedInRequest) -> HttpResponse:
    """What stands, the newest on top; what is over leaves the page."""
    require(request.user, "operations.read_faults")
    rows = Fault.objects.filter(over_at=None).order_by("-last_at", "-pk")
    return render(request, "operations/faults.html", {"list": list_page(request, rows)})
