"""The trail of everything."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.accounts.selectors.event import in_sentences
from iqm_coe.lib.permissions import require
from iqm_coe.lib.tables import list_page

LONGEST_NUMBER = 9  # digits


def _person_in(asked: str) -> User | None:
    """Whose acts are asked for; nobody where there is no such number."""
    is_number = asked.isdecimal() and len(asked) <= LONGEST_NUMBER
    return User.objects.filter(pk=int(asked)).first() if is_number else None


@require_safe
def audit(request: SignedInRequest) -> HttpResponse:
    """The trail of everything, newest first, narrowed by subject, action or person."""
    require(request.user, "accounts.read_audit")
    rows = Event.objects.visible_to(request.user).for_list()
    about, action = request.GET.get("about", ""), request.GET.get("action", "")
    rows = rows.filter(subject_type=about) if about else rows
    rows = rows.filter(action=action) if action else rows
    by = _person_in(request.GET.get("by", ""))
    rows = rows.filter(by=by) if by else rows
    shown = list_page(request, rows)
    context = {"list": shown, "lines": in_sentences(shown.page), "about": about, "action": action, "by": by}
    return render(request, "accounts/audit.html", context)
