"""Review packs: asked for, watched while they are built, opened."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from centres.year.models.year import CentreYear
from iqm_coe.accounts.devices import origin_of
from iqm_coe.accounts.flows import event as event_flows
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.files import served
from iqm_coe.lib.permissions import require
from reviews.reports.flows import pack as flows
from reviews.reports.models.pack import Pack, PackFile


@require_POST
def ask_pack(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a pack of this year for the person who asks."""
    year = get_object_or_404(CentreYear.objects.visible_to(request.user), pk=pk)
    require(request.user, "reports.ask_pack", year)
    made = flows.ask(year, by=request.user, at=timezone.now())
    return redirect("reports:pack", pk=made.pk)


def _load(request: SignedInRequest, pk: int) -> Pack:
    rows = Pack.objects.visible_to(request.user).select_related("year__centre", "document", "asked_by")
    pack: Pack = get_object_or_404(rows, pk=pk)
    return pack


@require_safe
def pack(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where a pack stands; asks again by itself until it is ready."""
    return render(request, "reports/pack/pack.html", {"pack": _load(request, pk)})


@require_safe
def pack_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The part of the page that changes while it is built."""
    return render(request, "reports/pack/_pack_progress.html", {"pack": _load(request, pk)})


@require_safe
def pack_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The finished document."""
    document = get_object_or_404(PackFile.objects.visible_to(request.user), pk=pk)
    if request.method == "GET":
        event_flows.take_out(document, by=request.user, at=timezone.now(), origin=origin_of(request))
    return served(document)
