"""One line of What needs me, looked at before it is opened."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.home.selectors.done import done_of
from iqm_coe.home.selectors.preview import preview_of
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.permissions import require


@require_safe
def preview(request: SignedInRequest) -> HttpResponse:
    """On a wide screen the list shows it at its side; elsewhere it is a page. What was done meanwhile leads back."""
    require(request.user, "home.give_work")
    key, at = request.GET.get("line", ""), timezone.now()
    shown, today = preview_of(key, request.user, at), london_date(at)
    if shown:
        return render(request, "home/preview.html", {"preview": shown, "today": today})
    done = "; ".join(done_of([key], request.user, today))
    told = _("It waits for you no longer. Done meanwhile: %s.") % done if done else _("It waits for you no longer.")
    messages.info(request, told)
    return redirect("home:index")
