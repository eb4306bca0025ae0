"""What every request of a signed-in person goes through: a second factor for IQM roles, and their own time zone."""

from collections.abc import Callable
from datetime import datetime
from typing import cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iqm_coe.accounts import devices, proof, session_life
from iqm_coe.accounts.flows import sign_in
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.addresses import name_at

GetResponse = Callable[[HttpRequest], HttpResponse]
RUN_OUT = gettext_lazy("You were signed out, since nothing was done for a long time.")
SHUT_OUT = gettext_lazy("You were signed out: the service by which you signed in opens this account no longer.")
OPEN_TO_ALL = frozenset({"health", "live", "ready", "metrics"})


class SessionLifeMiddleware:
    """A session in which nothing was done for too long, or whose hours are over, is none: the request goes on as that
    of somebody who is not signed in, and what a form held is handed back as it always is then.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        if was_signed_in:
            # The person, in place of what stands for them until somebody asks: pages ask a hundred times.
            request.user = cast(User, get_user(request))
            self._look(cast(SignedInRequest, request), timezone.now())
        response = self.get_response(request)
        if request.user.is_authenticated:
            session_life.carry_over(request.session)
            if not was_signed_in:
                devices.remember(request, response, cast(SignedInRequest, request).user)
        return response

    @staticmethod
    def _look(request: SignedInRequest, now: datetime) -> None:
        life = session_life.life_of(request.session)
        is_shut_out = life is not None and session_life.is_shut_out(life, request.user)
        if life is None or now > life.ends_at or is_shut_out:
            if life:
                sign_in.run_out(request.user, life.row, at=now, origin=devices.origin_of(request))
            request.session.flush()
            request.user = AnonymousUser()  # type: ignore[assignment]  # it is no longer signed in
            messages.info(request, SHUT_OUT if is_shut_out else RUN_OUT)
        elif now - life.seen_at >= session_life.EXACT_TO and not _is_asked_by_the_page(request):
            session_life.go_on(request.session, life, at=now)


def _is_asked_by_the_page(request: HttpRequest) -> bool:
    return request.method == "GET" and resolve(request.path_info).view_name in session_life.ASKED_BY_THE_PAGE


class SecondFactorMiddleware:
    """Whoever has a factor proves it in this very session, and whoever holds a role at IQM sets one up, before anything
    else; what changes how they get in asks for fresh proof.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        asked_first = self._asked_first(cast(SignedInRequest, request), name_at(request.path_info))
        return asked_first or self.get_response(request)

    def _asked_first(self, request: SignedInRequest, name: str) -> HttpResponse | None:
        """Where the person is sent before what they asked for."""
        user = request.user
        if name in OPEN_TO_ALL:
            return None
        if user.has_second_factor and not proof.is_proved(request):
            return None if name in proof.PROVING else self._sent_to_prove(request)
        if user.iqm_roles and not user.has_second_factor and name not in proof.ENROLLING:
            messages.info(
                request, _("People with a role at IQM sign in with a passkey or a second step. Please set one up now.")
            )
            return redirect("mfa_index")
        if name in proof.KEYS_OF_THE_HOUSE and not proof.is_fresh(request):
            return self._sent_to_prove(request)
        return None

    @staticmethod
    def _sent_to_prove(request: SignedInRequest) -> HttpResponse:
        if request.user.has_second_factor:
            messages.info(request, _("Please show your passkey, or a code, to go on."))
        query = urlencode({"next": request.get_full_path() if request.method == "GET" else reverse("home:index")})
        way = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
        return redirect(f"{way}?{query}")


class TimeZoneMiddleware:
    """Instants are shown in the person's own zone; rules go on in London's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(ZoneInfo(request.user.time_zone)):
            return self.get_response(request)
