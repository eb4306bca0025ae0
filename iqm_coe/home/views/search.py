"""The search from everywhere."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.home.selectors import search as selectors


@require_safe
def search(request: SignedInRequest) -> HttpResponse:
    """What is found by the words of the address."""
    found = selectors.found_by(request.user, request.GET.get("q", ""))
    return render(request, "home/search/search.html", {"found": found})
