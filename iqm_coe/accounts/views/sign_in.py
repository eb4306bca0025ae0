"""Where somebody is signed in, and what failed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from iqm_coe.accounts import proof, session_life
from iqm_coe.accounts.flows import sign_in as sign_in_flows
from iqm_coe.accounts.models.provider import Provider, ProviderLink
from iqm_coe.accounts.models.sign_in import FailedTries, SignIn
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.accounts.selectors import sign_in as sign_in_selectors
from iqm_coe.lib.forms import ConfirmForm
from iqm_coe.lib.permissions import require
from iqm_coe.lib.tables import list_page


@require_safe
def sign_ins(request: SignedInRequest) -> HttpResponse:
    """My sessions that go on, and what happened at my signing in."""
    context = {
        "trail": sign_in_selectors.trail(request.user),
        "sessions": session_life.sessions_of(request.user, at=timezone.now()),
        "links": ProviderLink.objects.filter(user=request.user).select_related("provider").order_by("pk"),
        "others": Provider.objects.on().exclude(links__user=request.user),
        "own": session_life.life_of(request.session),
    }
    return render(request, "accounts/sign_ins.html", context)


@require_POST
def end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """End one session of mine, at whatever computer."""
    session = get_object_or_404(SignIn.objects.visible_to(request.user), pk=pk)
    form = ConfirmForm(request.POST)
    if form.is_valid() and form.carries_out(sign_in_flows.end_one, session, by=request.user, at=timezone.now()):
        messages.success(request, _("That session has ended."))
    return redirect("accounts:sign_ins")


@require_POST
def end_other_sessions(request: SignedInRequest) -> HttpResponse:
    """End all sessions of mine but this one."""
    form = ConfirmForm(request.POST)
    if form.is_valid() and form.carries_out(sign_in_flows.end_others, request.user, by=request.user, at=timezone.now()):
        proof.stay_alone(request, request.user)
        messages.success(request, _("All other sessions have ended. You are signed in here alone."))
    return redirect("accounts:sign_ins")


@require_safe
def failed_sign_ins(request: SignedInRequest) -> HttpResponse:
    """All that failed, an hour and account a line, for administrators."""
    require(request.user, "accounts.read_audit")
    rows = FailedTries.objects.visible_to(request.user).order_by("-last_at", "-pk")
    return render(request, "accounts/failed_sign_ins.html", {"list": list_page(request, rows)})
