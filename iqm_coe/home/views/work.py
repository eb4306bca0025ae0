"""What needs me: one list over all roles, and the schools and Centres that are mine."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.home.selectors import work as selectors


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """The first page after signing in."""
    mine = selectors.my_work(request.user, timezone.now())
    return render(request, "home/work.html", {"mine": mine})
