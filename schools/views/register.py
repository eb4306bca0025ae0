"""Reading the register, and the reports of earlier readings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.permissions import require
from iqm_coe.lib.tables import list_page
from schools.flows import register as flows
from schools.forms import RegisterForm
from schools.models.register import RegisterImport


@require_http_methods(["GET", "HEAD", "POST"])
def readings(request: SignedInRequest) -> HttpResponse:
    """Earlier readings, and a new file."""
    require(request.user, "schools.read_register")
    form = RegisterForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        lines, now = flows.decoded(file), timezone.now()
        report = form.carry_out(flows.read, lines, file_name=file.name, by=request.user, at=now)
        if report:
            messages.success(request, _("The file is read. The report says what became of each row."))
            return redirect("schools:reading", pk=report.pk)
    rows = RegisterImport.objects.visible_to(request.user).select_related("read_by")
    return render(request, "schools/register.html", {"form": form, "list": list_page(request, rows)})


@require_safe
def reading(request: SignedInRequest, pk: int) -> HttpResponse:
    """What one reading did, with every refused row and why."""
    require(request.user, "schools.read_register")
    report = get_object_or_404(RegisterImport.objects.visible_to(request.user), pk=pk)
    context = {"report": report, "list": list_page(request, report.remarks.all())}
    return render(request, "schools/reading.html", context)
