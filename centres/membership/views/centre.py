from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centres.membership.flows import centre as centre_flows
from centres.membership.forms.centre import TransferLeadForm
from centres.membership.lists import Centres
from centres.membership.models.centre import Centre
from centres.membership.querysets.centre import centres_joined_by
from centres.membership.selectors import centre as selectors
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.found import found
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.permissions import require


def _seen(user: User) -> QuerySet[Centre]:
    return Centre.objects.visible_to(user).for_list()


@require_safe
def centres(request: SignedInRequest) -> HttpResponseBase:
    """The Centres that this person sees."""
    return list_response(request, Centres, _seen)


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """To the Centre of theirs; who stands in several, or in none, comes to the list."""
    own = list(Centre.objects.visible_to(request.user).filter(pk__in=centres_joined_by(request.user))[:2])
    return redirect("membership:centre", pk=own[0].pk) if len(own) == 1 else redirect("membership:centres")


@require_safe
def centre(request: SignedInRequest, pk: int) -> HttpResponse:
    """One Centre at a glance."""
    seen = found(selectors.centre_seen(request.user, pk))
    page = selectors.centre_page(seen, request.user, timezone.now(), request.GET.dict())
    return render(request, "membership/centre/centre.html", {"page": page})


@require_safe
def readers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who can see this Centre, and why."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user), pk=pk)
    return render(
        request, "membership/centre/readers.html", {"centre": centre, "readers": selectors.readers_of(centre)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def transfer_lead(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the lead to another school."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user).select_related("lead_school"), pk=pk)
    require(request.user, "membership.transfer_lead", centre)
    form = TransferLeadForm(request.POST or None, centre=centre)
    if form.is_valid() and form.carries_out(
        centre_flows.transfer_lead, centre, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("%s leads now.") % form.cleaned_data["school"])
        return redirect("membership:centre", pk=pk)
    return render(request, "membership/centre/transfer_lead.html", {"form": form, "centre": centre})
