"""A lost second factor: an administrator asks to set it back, another consents, whoever it is about may refuse."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iqm_coe.accounts.conditions import factor_reset as conditions
from iqm_coe.accounts.flows import factor_reset as flows
from iqm_coe.accounts.models.factor_reset import FactorReset
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.accounts.selectors.event import asked_because, ended_by
from iqm_coe.lib.forms import ConfirmForm, ReasonForm
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import available


@require_http_methods(["GET", "HEAD", "POST"])
def ask_factor_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the other administrators, with a written reason."""
    require(request.user, "accounts.read_audit")
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    require(request.user, "accounts.act_in_emergency", user)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        flows.ask, user, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("Asked. The other administrators and %s are told by mail.") % user.name)
        return redirect("accounts:person", pk=pk)
    why_not = conditions.why_not(user, by=request.user, at=timezone.now())
    return render(request, "accounts/ask_factor_reset.html", {"form": form, "found": user, "why_not": why_not})


@require_safe
def factor_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """One request: who asks, why, until when, and what may be done about it."""
    return _shown(request, _reset(request, pk), ReasonForm())


@require_POST
def consent_to_factor_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """The second administrator agrees."""
    reset, form = _reset(request, pk), ConfirmForm(request.POST)
    require(request.user, "accounts.consent_to_factor_reset", reset)
    if form.is_valid() and form.carries_out(flows.consent, reset, by=request.user, at=timezone.now()):
        messages.success(
            request, _("Set back. %s sets a new password by mail, then a new second factor.") % reset.person.name
        )
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("accounts:factor_reset", pk=pk)


@require_POST
def refuse_factor_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another administrator, or the person, says no."""
    reset, form = _reset(request, pk), ReasonForm(request.POST)
    require(request.user, "accounts.refuse_factor_reset", reset)
    if form.is_valid() and form.carries_out(
        flows.refuse, reset, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
    ):
        messages.success(request, _("Refused. Nothing was changed, and all administrators are told."))
        return redirect("accounts:factor_reset", pk=pk)
    return _shown(request, reset, form)


@require_POST
def withdraw_factor_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whoever asked takes it back."""
    reset, form = _reset(request, pk), ConfirmForm(request.POST)
    require(request.user, "accounts.withdraw_factor_reset", reset)
    if form.is_valid() and form.carries_out(flows.withdraw, reset, by=request.user, at=timezone.now()):
        messages.success(request, _("The request is taken back. Nothing was changed."))
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("accounts:factor_reset", pk=pk)


def _reset(request: SignedInRequest, pk: int) -> FactorReset:
    seen = FactorReset.objects.visible_to(request.user).select_related("person", "asked_by")
    reset: FactorReset = get_object_or_404(seen, pk=pk)
    return reset


def _shown(request: SignedInRequest, reset: FactorReset, form: ReasonForm) -> HttpResponse:
    context = {
        "reset": reset,
        "form": form,
        "reason": asked_because(reset),
        "ended": ended_by(reset) if reset.ended_at else None,
        "actions": available(reset, request.user),
        "is_own": reset.person_id == request.user.pk,
        "is_asker": reset.asked_by_id == request.user.pk,
    }
    return render(request, "accounts/factor_reset.html", context)
