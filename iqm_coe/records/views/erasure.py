"""A person is erased: what goes, what stays and what stands in the way, the act itself, and its certificate."""

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
from iqm_coe.lib.permissions import require
from iqm_coe.records.flows import erasure as flows
from iqm_coe.records.forms.erasure import EraseForm
from iqm_coe.records.models.erasure import Certificate, Erasure
from iqm_coe.records.selectors import erasure as selectors


@require_http_methods(["GET", "HEAD", "POST"])
def erase_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read what it does, then confirm with a reason."""
    require(request.user, "records.read_records")
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    require(request.user, "records.erase_person", person)
    form = EraseForm(request.POST or None)
    done = (
        form.carry_out(flows.erase, person, by=request.user, at=timezone.now(), **form.cleaned_data)
        if form.is_valid()
        else None
    )
    if done:
        messages.success(request, _("Erased. Keep the line for the time after a restore; see below."))
        return redirect("records:erasure", pk=done.pk)
    context = {"form": form, "found": person, "preview": selectors.preview(person)}
    return render(request, "records/erasure/erase_person.html", context)


@require_safe
def erasure(request: SignedInRequest, pk: int) -> HttpResponse:
    """What went, by kind, with the certificate."""
    require(request.user, "records.read_records")
    rows = Erasure.objects.visible_to(request.user).select_related("erased_by", "certificate", "person")
    one = get_object_or_404(rows, pk=pk)
    return render(request, "records/erasure/erasure.html", {"erasure": one, "line": selectors.line_of(one)})


@require_safe
def certificate_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The certificate."""
    require(request.user, "records.read_records")
    document = get_object_or_404(Certificate.objects.visible_to(request.user), pk=pk)
    if request.method == "GET":
        event_flows.take_out(document, by=request.user, at=timezone.now(), origin=origin_of(request))
    return served(document)
