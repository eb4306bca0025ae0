"""The doctor's page: what is known of each part, and on request a proof of each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.permissions import require
from iqm_coe.operations import doctor
from iqm_coe.operations.emails import trial
from iqm_coe.operations.models.incident import Incident
from iqm_coe.operations.models.schedule import DueTime
from iqm_coe.operations.proving import Unproved
from iqm_coe.operations.selectors.heartbeat import standings

SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
def examine(request: SignedInRequest) -> HttpResponse:
    """What is known; asked by the button, every part proves itself before the page is answered."""
    require(request.user, "operations.examine")
    now = timezone.now()
    context = {
        "proofs": doctor.examine() if request.method == "POST" else None,
        "standings": standings(now),
        "due_times": DueTime.objects.order_by("due_at", "pk"),
        "incidents": Incident.objects.order_by("-pk")[:SHOWN],
        "address": request.user.email,
    }
    return render(request, "operations/doctor.html", context)


@require_POST
def mail(request: SignedInRequest) -> HttpResponse:
    """One mail to the person who asks, handed over now."""
    require(request.user, "operations.examine")
    try:
        seconds = trial.send(request.user.email)
    except Unproved as error:
        messages.error(request, _("The mail server did not take it: %s") % error)
    else:
        told = {"address": request.user.email, "seconds": f"{seconds:.1f}"}
        messages.success(request, _("Handed over for %(address)s in %(seconds)s seconds. Look whether it came.") % told)
    return redirect("operations:doctor")
