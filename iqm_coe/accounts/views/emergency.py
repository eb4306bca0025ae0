"""What an administrator does to an account in the wrong hands."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.enums import Emergency
from iqm_coe.accounts.flows import emergency as emergency_flows
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.forms import ReasonForm
from iqm_coe.lib.permissions import require


@require_http_methods(["GET", "HEAD", "POST"])
def shut_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let nobody into this account any more."""
    return _in_emergency(request, pk, emergency_flows.shut, Emergency.SHUT)


@require_http_methods(["GET", "HEAD", "POST"])
def open_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the person sign in again."""
    return _in_emergency(request, pk, emergency_flows.reopen, Emergency.REOPEN)


@require_http_methods(["GET", "HEAD", "POST"])
def end_sessions_of(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign a person out everywhere."""
    return _in_emergency(request, pk, emergency_flows.end_sessions, Emergency.END_SESSIONS)


def _in_emergency(request: SignedInRequest, pk: int, flow: Callable[..., User], what: Emergency) -> HttpResponse:
    """One of these acts, each with a written reason that all administrators read."""
    require(request.user, "accounts.read_audit")
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    require(request.user, "accounts.act_in_emergency", user)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flow, user, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("Done. All administrators are told by mail."))
        return redirect("accounts:person", pk=pk)
    return render(request, "accounts/emergency.html", {"form": form, "found": user, "what": what})
