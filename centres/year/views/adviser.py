from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centres.membership.enums import CentreAccessKind
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.year.flows import adviser as adviser_flows
from centres.year.forms.adviser import AdviserForm
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.permissions import require


@require_http_methods(["GET", "HEAD", "POST"])
def adviser(request: SignedInRequest, pk: int) -> HttpResponse:
    """Appoint another adviser."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user), pk=pk)
    require(request.user, "year.appoint_adviser", centre)
    form = AdviserForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        adviser_flows.appoint, centre, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("Appointed. The schools get the contact details by mail."))
        return redirect("membership:centre", pk=pk)
    left = CentreAccess.objects.last_of_those_without(CentreAccessKind.ADVISER).filter(centre=centre)
    before = CentreAccess.objects.adviser_of(centre.pk) or left.select_related("user").first()
    context = {"form": form, "centre": centre, "before": before}
    return render(request, "year/adviser/adviser.html", context)
