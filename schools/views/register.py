"""Reading the register: handed in, watched, cancelled; what earlier readings did and changed."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iqm_coe.accounts.devices import origin_of
from iqm_coe.accounts.flows import event as event_flows
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.bodies import MEGABYTE, takes_files
from iqm_coe.lib.permissions import require
from iqm_coe.lib.sheets import as_csv
from iqm_coe.lib.tables import list_page
from schools import selectors
from schools.flows import register as flows
from schools.forms import MOST_BYTES, RegisterForm
from schools.models.register import RegisterImport


@takes_files(MOST_BYTES + MEGABYTE)
@require_http_methods(["GET", "HEAD", "POST"])
def readings(request: SignedInRequest) -> HttpResponse:
    """Earlier readings, and a new file."""
    require(request.user, "schools.read_register")
    form = RegisterForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        made = form.carry_out(flows.hand_in, form.cleaned_data["file"], by=request.user, at=timezone.now())
        if made:
            return redirect("schools:reading", pk=made.pk)
    rows = RegisterImport.objects.visible_to(request.user).select_related("read_by")
    return render(request, "schools/register.html", {"form": form, "list": list_page(request, rows)})


def _load(request: SignedInRequest, pk: int) -> RegisterImport:
    require(request.user, "schools.read_register")
    rows = RegisterImport.objects.visible_to(request.user).select_related("read_by", "cancelled_by")
    found: RegisterImport = get_object_or_404(rows, pk=pk)
    return found


@require_safe
def reading(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where a reading stands, and what it did, with every refused row and why."""
    report = _load(request, pk)
    found = list_page(request, report.remarks.all())
    context = {"report": report, "list": found, "has_changes": report.changes.exists()}
    return render(request, "schools/reading.html", context)


@require_safe
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The part of the page that changes while a file is read; at the end the page is fetched anew."""
    report = _load(request, pk)
    answer = render(request, "schools/_reading_progress.html", {"report": report})
    if report.finished_at or report.failed_at:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop a reading; nothing of it is kept."""
    report = _load(request, pk)
    try:
        flows.cancel(report, by=request.user, at=timezone.now())
    except flows.TooLate as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Cancelled. Nothing was changed."))
    return redirect("schools:reading", pk=pk)


@require_safe
def changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a reading changed, school by school."""
    report = _load(request, pk)
    found = list_page(request, report.changes.visible_to(request.user))
    context = {"report": report, "list": found, "rows": list(selectors.changed(found.page))}
    return render(request, "schools/changes.html", context)


@require_safe
def changes_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The same as a table to save."""
    report = _load(request, pk)
    heading = [_("Line"), _("Name"), _("What"), _("Before"), _("Now")]
    rows = selectors.changed(report.changes.visible_to(request.user).iterator())
    if request.method == "GET":
        event_flows.take_out(report, by=request.user, at=timezone.now(), origin=origin_of(request))
    told = ((row.line, row.name, row.fact, row.before, row.after) for row in rows)
    return as_csv(f"register-{report.pk}-changes.csv", heading, told)
