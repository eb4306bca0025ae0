from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centres.membership.flows import membership
from centres.membership.models.membership import Membership
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.forms import WhyForm
from iqm_coe.lib.permissions import require


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take my school out again."""
    rows = Membership.objects.visible_to(request.user).belonging().select_related("school", "centre__lead_school")
    found = get_object_or_404(rows, pk=pk)
    require(request.user, "membership.leave", found)
    form = WhyForm(request.POST or None)
    is_confirmed = request.method == "POST" and form.is_valid()
    if is_confirmed and form.carries_out(
        membership.leave, found, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("%s is no longer in this Centre.") % found.school.name)
        return redirect("home:index")
    return render(request, "membership/membership/leave.html", {"form": form, "membership": found})
