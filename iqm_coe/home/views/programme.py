"""The programme at a glance, for the office."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.home.selectors import programme as selectors
from iqm_coe.lib.permissions import require


@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """The funnel from draft to active, what waits, and the mail that did not go."""
    require(request.user, "application.list_applications")
    return render(request, "home/programme.html", {"programme": selectors.programme(request.user, timezone.now())})
