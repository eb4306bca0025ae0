"""Everything that somebody has at a school goes to a successor."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.permissions import require
from schools.conditions.leaver import fingerprint_of, passing
from schools.flows import leaver as flows
from schools.forms import PassOnForm
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole
from schools.models.school import School


@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: SignedInRequest, pk: int) -> HttpResponse:
    """What goes to the successor and what stays, line by line; one press hands it over."""
    roles = SchoolRole.objects.visible_to(request.user).held().select_related("user", "school")
    role = get_object_or_404(roles, pk=pk)
    require(request.user, "schools.pass_on", role)
    lines = passing(role.school, role.user, by=request.user)
    shown = fingerprint_of(lines)
    form = PassOnForm(request.POST or None, initial={"read": shown})
    if form.is_valid():
        done = form.carry_out(flows.pass_on, role, by=request.user, at=timezone.now(), **form.cleaned_data)
        if done:
            now, later = _("Handed over."), _("Invited. Everything stays as it is until they accept.")
            messages.success(request, later if isinstance(done, RoleInvitation) else now)
            is_still_in = School.objects.visible_to(request.user).filter(pk=role.school_id).exists()
            return redirect("schools:people", pk=role.school_id) if is_still_in else redirect("home:index")
    form.shown_anew(shown)
    context = {"form": form, "role": role, "lines": lines, "goes": any(not line.why_not for line in lines)}
    return render(request, "schools/pass_on.html", context)
