"""Centres: the list, one at a glance, starting, leaving, the lead, the adviser."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centres import selectors
from centres.filters import CentreFilter
from centres.flows import adviser as adviser_flows
from centres.flows import application as application_flows
from centres.flows import founding
from centres.forms import AdviserForm, StartForm, TransferLeadForm
from centres.models import Centre, Membership
from iqm_coe.lib.forms import WhyForm
from iqm_coe.lib.permissions import require
from iqm_coe.lib.tables import list_page
from schools.models import School


@require_safe
def centres(request: HttpRequest) -> HttpResponse:
    """The Centres that this person sees."""
    rows = Centre.objects.visible_to(request.user).for_list()
    return render(request, "centres/centres.html", {"list": list_page(request, rows, CentreFilter)})


@require_safe
def centre(request: HttpRequest, pk: int) -> HttpResponse:
    """One Centre at a glance."""
    rows = Centre.objects.visible_to(request.user).select_related("lead_school")
    page = selectors.centre_page(get_object_or_404(rows, pk=pk), request.user, timezone.now())
    return render(request, "centres/centre.html", {"page": page})


@require_safe
def readers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who can see this Centre, and why."""
    found = get_object_or_404(Centre.objects.visible_to(request.user), pk=pk)
    return render(request, "centres/readers.html", {"centre": found, "readers": selectors.readers_of(found)})


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, school: int) -> HttpResponse:
    """Begin a Centre with my school in the lead."""
    found = get_object_or_404(School.objects.visible_to(request.user), pk=school)
    require(request.user, "centres.start", found)
    form = StartForm(request.POST or None)
    if form.is_valid():
        made = form.carry_out(application_flows.start, found, by=request.user, at=timezone.now(), **form.cleaned_data)
        if made:
            messages.success(request, _("%s is begun. Invite the other schools next.") % made.name)
            return redirect("centres:centre", pk=made.pk)
    return render(request, "centres/start.html", {"form": form, "school": found})


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Take my school out again."""
    rows = Membership.objects.visible_to(request.user).belonging().select_related("school", "centre__lead_school")
    found = get_object_or_404(rows, pk=pk)
    require(request.user, "centres.leave", found)
    form = WhyForm(request.POST or None)
    is_confirmed = request.method == "POST" and form.is_valid()
    if is_confirmed and form.carry_out(
        founding.leave, found, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("%s is no longer in this Centre.") % found.school.name)
        return redirect("home:index")
    return render(request, "centres/leave.html", {"form": form, "membership": found})


@require_http_methods(["GET", "HEAD", "POST"])
def transfer_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the lead to another school."""
    found = get_object_or_404(Centre.objects.visible_to(request.user).select_related("lead_school"), pk=pk)
    require(request.user, "centres.transfer_lead", found)
    form = TransferLeadForm(request.POST or None, centre=found)
    if form.is_valid() and form.carry_out(
        founding.transfer_lead, found, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("%s leads now.") % form.cleaned_data["school"])
        return redirect("centres:centre", pk=pk)
    return render(request, "centres/transfer_lead.html", {"form": form, "centre": found})


@require_http_methods(["GET", "HEAD", "POST"])
def adviser(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint another adviser."""
    found = get_object_or_404(Centre.objects.visible_to(request.user), pk=pk)
    require(request.user, "centres.appoint_adviser", found)
    form = AdviserForm(request.POST or None)
    if form.is_valid() and form.carry_out(
        adviser_flows.appoint, found, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("Appointed. The schools get the contact details by mail."))
        return redirect("centres:centre", pk=pk)
    return render(request, "centres/adviser.html", {"form": form, "centre": found})
