"""Whoever opens an invitation without being signed in: what they read of it, and how they come in."""

from dataclasses import dataclass

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from iqm_coe.accounts import limits, mailbox
from iqm_coe.accounts.devices import origin_of
from iqm_coe.accounts.flows import invitation as flows
from iqm_coe.accounts.forms.invitation import NewcomerForm
from iqm_coe.accounts.models.invitation import Invitation
from iqm_coe.accounts.models.provider import Provider
from iqm_coe.accounts.models.user import User

WAYS = {"sign_in": "account_login", "sign_up": "account_signup"}


@dataclass(frozen=True)
class Offer:
    """What a stranger reads of an invitation: who offers what, in the words of the room it belongs to."""

    invitation: Invitation
    title: str
    role: str


def answer(request: HttpRequest, offer: Offer) -> HttpResponse:
    """The page of an invitation for whoever is not signed in. Looking changes nothing: mail scanners look too."""
    if request.method == "POST":
        return _go_on(request, offer)
    return _page(request, offer, NewcomerForm(email=offer.invitation.email))


def _page(request: HttpRequest, offer: Offer, form: NewcomerForm) -> HttpResponse:
    invitation, word = offer.invitation, _word(request)
    context = {
        "offer": offer,
        "invitation": invitation,
        "form": form,
        "is_open": flows.is_to_be_answered(invitation, at=timezone.now()),
        "is_proved": _is_proved(request, invitation),
        "is_known": _is_proved(request, invitation) and _has_account(invitation.email),
        "only_way": Provider.objects.only_way_for(invitation.email),
        "word": word,
    }
    return render(request, "accounts/invited.html", context)


def _word(request: HttpRequest) -> str:
    """The one behind the link, which the form sends on."""
    sent = request.POST if request.method == "POST" else request.GET
    return sent.get(mailbox.PROOF, "")


def _is_proved(request: HttpRequest, invitation: Invitation) -> bool:
    return mailbox.proves(_word(request), request.path, invitation.email)


def _has_account(email: str) -> bool:
    """Asked only for whoever has proved the address: nobody else learns it."""
    known = (EmailAddress.objects.filter(email__iexact=email), User.objects.filter(email=email))
    return any(rows.exists() for rows in known)


def _go_on(request: HttpRequest, offer: Offer) -> HttpResponse:
    """With the word of the mail an account is made at once; without it by the pages that everybody signs in by."""
    invitation = offer.invitation
    if not limits.may(request, "signup"):
        return render(request, "429.html", status=429)
    if "join" in request.POST and _is_proved(request, invitation):
        return _join(request, offer)
    if flows.is_to_be_answered(invitation, at=timezone.now()):
        mailbox.expect(request, invitation.email)
    way = next((WAYS[name] for name in WAYS if name in request.POST), WAYS["sign_in"])
    return redirect(f"{reverse(way)}?{urlencode({'next': request.path})}")


def _join(request: HttpRequest, offer: Offer) -> HttpResponse:
    invitation = offer.invitation
    form = NewcomerForm(request.POST, email=invitation.email)
    if form.is_valid():
        typed = form.cleaned_data
        user = form.carry_out(
            flows.join,
            invitation,
            name=typed["name"],
            password=typed["password"],
            at=timezone.now(),
            origin=origin_of(request),
        )
        if user:
            return _signed_in(request, user)
    return _page(request, offer, form)


def _signed_in(request: HttpRequest, user: User) -> HttpResponse:
    """Through everything that a sign-in goes through; the password was set a moment ago, and counts as shown."""
    record_authentication(request, user, method="password", email=user.email)
    messages.success(request, _("Your account is made, and your address is confirmed. Now answer the invitation."))
    response: HttpResponse = complete_signup(request, user=user, redirect_url=request.path)
    return response
