"""Roles at IQM end."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.flows import role as role_flows
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.accounts.selectors import leaver as selectors
from iqm_coe.lib.forms import ReasonForm
from iqm_coe.lib.permissions import require


@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a role at IQM, with a reason."""
    require(request.user, "accounts.read_audit")
    role = get_object_or_404(IqmRole.objects.live().select_related("user"), pk=pk)
    require(request.user, "accounts.manage_roles", role)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        role_flows.end, role, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("The role has ended. It stops with their next click."))
        return redirect("accounts:person", pk=role.user_id)
    left = selectors.left_with(role.kind, role.user)
    context = {"form": form, "role": role, "left": left, "lost": selectors.lost_of(left)}
    return render(request, "accounts/end_role.html", context)
