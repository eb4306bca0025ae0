"""How long each kind is kept, and what the next night clears, for administrators."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.permissions import require
from iqm_coe.records.models.clearing import Clearing
from iqm_coe.records.selectors import clearing as selectors


@require_safe
def retention(request: SignedInRequest) -> HttpResponse:
    """Kind by kind: the rule, what would go now and within thirty days, what is held; the nights before."""
    require(request.user, "records.read_records")
    now = timezone.now()
    rows = selectors.due(now)
    context = {
        "rows": rows,
        "stays": selectors.not_cleared(),
        "next_at": selectors.next_clearing(now),
        "nights": Clearing.objects.visible_to(request.user)[: selectors.NIGHTS_SHOWN],
        "now": sum(row.now - row.held for row in rows),
        "soon": sum(row.soon for row in rows),
        "held": sum(row.held for row in rows),
    }
    return render(request, "records/clearing/retention.html", context)
