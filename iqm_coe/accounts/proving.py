"""allauth asks the factor, not the password, of whoever has one, and where the codes are shown that is told."""

from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts import arriving, proof
from iqm_coe.accounts.devices import origin_of
from iqm_coe.accounts.enums import FACTORS
from iqm_coe.accounts.models.provider import Provider, ProviderLink
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.transitions import record_event

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Way(TypedDict):
    """One way to prove oneself again, as allauth lists them."""

    id: str
    url: str
    description: NotRequired["str | _StrPromise"]


WORDS = {
    "reauthenticate": _("Use my password"),
    "provider": _("Show it where I sign in"),
    "mfa_reauthenticate": _("Use a code of my app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use my passkey"),
}


class ProvedByFactor(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Which ways there are to prove oneself again, and when it has to be."""

    def get_reauthentication_methods(self, user: User) -> list[Way]:
        """A passkey first; the password only where there is no factor."""
        ways: list[Way] = super().get_reauthentication_methods(user)
        if user.is_authenticated and is_mfa_enabled(user, FACTORS):
            ways = [way for way in ways if way["id"] != "reauthenticate"]
        elif user.is_authenticated and ProviderLink.objects.filter(user=user, provider__is_on=True).exists():
            if Provider.objects.instead_of_password_of(user):
                ways = [way for way in ways if way["id"] != "reauthenticate"]
            ways = [*ways, {"id": "provider", "url": reverse("accounts:prove_by_provider")}]
        ways = [{**way, "description": WORDS[way["id"]]} for way in ways]
        return sorted(ways, key=lambda way: not way["id"].endswith(Authenticator.Type.WEBAUTHN))

    def pre_login(self, request: HttpRequest, user: User, **hook: Any) -> HttpResponse | None:
        """By whatever way somebody comes: whoever signs in by a provider alone comes by that."""
        response: HttpResponse | None = super().pre_login(request, user, **hook)
        return response or arriving.sent_to_only_way(request, user)

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """The same question as before every other weighty act."""
        return not proof.is_fresh(context.request)


class _Told:
    """Whoever is shown the codes reads it in a mail too, so that nobody reads them in silence."""

    request: SignedInRequest

    def get(self, request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        response: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]  # of allauth's view
        user = User.objects.get(pk=self.request.user.pk)
        record_event(user, "see_recovery_codes", by=user, at=timezone.now(), origin=origin_of(self.request))
        get_adapter().send_notification_mail("mfa/email/recovery_codes_seen", user)
        return response


class ViewCodes(_Told, ViewRecoveryCodesView): ...  # type: ignore[misc]  # allauth carries no types


class DownloadCodes(_Told, DownloadRecoveryCodesView): ...  # type: ignore[misc]  # allauth carries no types


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth carries no types
    """Always one that opens the account by itself: it stays on the device, and the device asks who is there."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "js_data": {"creation_options": auth.begin_registration(self.request.user, True)}}


class ReauthenticateByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth carries no types
    """A passkey that is not known leads back to the same question."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        for message in form.errors.get("credential", []):
            messages.error(self.request, str(message))
        return redirect(self.passthrough_next_url(self.request.path))
