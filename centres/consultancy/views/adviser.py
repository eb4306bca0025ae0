from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from centres.consultancy.selectors import adviser as selectors
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.permissions import require


@require_safe
def my_centres(request: SignedInRequest) -> HttpResponse:
    """The Centres that this person advises, each with what an adviser needs first."""
    require(request.user, "consultancy.see_my_centres")
    rows = selectors.my_centres(request.user, london_date(timezone.now()))
    return render(request, "consultancy/adviser/my_centres.html", {"rows": rows})
