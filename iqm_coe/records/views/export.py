"""Everything about one person as a file: asked for, watched while it is made, saved."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from iqm_coe.accounts.devices import origin_of
from iqm_coe.accounts.flows import event as event_flows
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.files import served
from iqm_coe.lib.forms import ConfirmForm, ReasonForm
from iqm_coe.lib.permissions import require
from iqm_coe.records.flows import export as flows
from iqm_coe.records.models.export import KEPT, Export, ExportFile


@require_http_methods(["GET", "HEAD", "POST"])
def my_export(request: SignedInRequest) -> HttpResponse:
    """Ask for everything about myself."""
    form = ConfirmForm(request.POST or None) if request.method == "POST" else ConfirmForm()
    if form.is_bound and form.is_valid():
        made = form.carry_out(flows.ask, request.user, by=request.user, at=timezone.now())
        if made:
            return redirect("records:export", pk=made.pk)
    exports = Export.objects.visible_to(request.user).filter(person=request.user).select_related("document")
    return render(request, "records/export/my_export.html", {"form": form, "exports": exports[:5], "days": KEPT.days})


@require_http_methods(["GET", "HEAD", "POST"])
def export_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for everything about somebody, as an administrator."""
    require(request.user, "records.read_records")
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST or None)
    made = (
        form.carry_out(flows.ask, person, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
        if form.is_valid()
        else None
    )
    if made:
        messages.success(request, _("Asked for. The person is told."))
        return redirect("records:export", pk=made.pk)
    return render(request, "records/export/export_person.html", {"form": form, "found": person, "days": KEPT.days})


def _load(request: SignedInRequest, pk: int) -> Export:
    rows = Export.objects.visible_to(request.user).select_related("person", "asked_by", "document")
    found: Export = get_object_or_404(rows, pk=pk)
    return found


@require_safe
def export(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where an export stands; asks again by itself until it is ready."""
    return render(request, "records/export/export.html", {"export": _load(request, pk)})


@require_safe
def export_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The part of the page that changes while it is made."""
    return render(request, "records/export/_export_progress.html", {"export": _load(request, pk)})


@require_safe
def export_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The finished file."""
    document = get_object_or_404(ExportFile.objects.visible_to(request.user), pk=pk)
    if request.method == "GET":
        event_flows.take_out(document, by=request.user, at=timezone.now(), origin=origin_of(request))
    return served(document)
