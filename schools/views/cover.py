"""Until which day somebody holds a role at a school."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.permissions import require
from schools.flows import cover as flows
from schools.forms import LastDayForm
from schools.models.role import SchoolRole


@require_http_methods(["GET", "HEAD", "POST"])
def set_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a role a last day, move it, or take it off."""
    roles = SchoolRole.objects.visible_to(request.user).held().select_related("user", "school")
    role = get_object_or_404(roles, pk=pk)
    require(request.user, "schools.set_end", role)
    form = LastDayForm(request.POST or None, initial={"until": role.until}, kind=role.kind)
    if form.is_valid() and form.carries_out(
        flows.set_end, role, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The last day of %s is saved.") % role.user.name)
        return redirect("schools:people", pk=role.school_id)
    return render(request, "schools/set_end.html", {"form": form, "role": role})
