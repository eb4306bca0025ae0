"""Offers of a role at IQM."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts import invited, proof
from iqm_coe.accounts.flows import invitation as invitation_flows
from iqm_coe.accounts.forms.invitation import IqmInvitationForm
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.forms import ConfirmForm
from iqm_coe.lib.permissions import may, require


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    """Offer a role at IQM to an address."""
    require(request.user, "accounts.manage_roles")
    form = IqmInvitationForm(request.POST or None)
    if form.is_valid() and form.carries_out(
        invitation_flows.invite_to_iqm, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("The invitation is on its way to %s.") % form.cleaned_data["email"])
        return redirect("accounts:people")
    return render(request, "accounts/invite.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an offer of a role back, once it has been said what that means."""
    require(request.user, "accounts.manage_roles")
    form = ConfirmForm(request.POST or None)
    invitation = get_object_or_404(IqmInvitation, pk=pk)
    is_confirmed = request.method == "POST" and form.is_valid()
    if is_confirmed and form.carries_out(
        invitation_flows.close, invitation, "withdraw", by=request.user, at=timezone.now()
    ):
        messages.success(request, _("The invitation is withdrawn."))
        return redirect("accounts:people")
    context = {"form": form, "invitation": invitation, "of": _("IQM"), "up": reverse("accounts:people")}
    return render(request, "accounts/withdraw_invitation.html", context)


@login_not_required
@sensitive_post_parameters("password", "proof")
@require_http_methods(["GET", "HEAD", "POST"])
def iqm_invitation(request: SignedInRequest, key: str) -> HttpResponse:
    """The invited person takes the role, or reads why not; whoever is not signed in comes in first."""
    invitation = get_object_or_404(IqmInvitation.objects.select_related("invited_by"), key=key)
    if not request.user.is_authenticated:
        offer = invited.Offer(invitation, _("IQM offers you a role"), invitation.get_kind_display())
        return invited.answer(request, offer)
    if not may(request.user, "accounts.answer_invitation", invitation):
        return render(request, "accounts/invitation_for_another.html", status=404)
    form = ConfirmForm(request.POST or None)
    is_confirmed = request.method == "POST" and form.is_valid()
    if is_confirmed and form.carries_out(invitation_flows.accept_iqm, invitation, by=request.user, at=timezone.now()):
        proof.stay_alone(request, request.user)
        messages.success(request, _("Welcome to IQM. Please set up your second factor now."))
        return redirect("home:index")
    return render(request, "accounts/iqm_invitation.html", {"invitation": invitation, "form": form})
