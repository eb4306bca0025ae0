"""What every request of a signed-in person goes through: a second factor for IQM roles, and their own time zone."""

from collections.abc import Callable
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

GetResponse = Callable[[HttpRequest], HttpResponse]
FACTOR_PROVED = "second_factor_proved"
SIGN_IN_RECORDS = "account_authentication_methods"
OPEN_TO_ALL = {"account_login", "account_logout", "account_reauthenticate", "health", "live", "ready", "metrics"}


class SecondFactorMiddleware:
    """Whoever holds a role at IQM proves a second factor in this very session before anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or not user.iqm_roles or self._is_open(request):
            return self.get_response(request)
        if not user.has_second_factor:
            messages.info(
                request, _("People with a role at IQM sign in with a second factor. Please set yours up now.")
            )
            return redirect("mfa_activate_totp")
        if not self._is_proved(request):
            messages.info(request, _("Please type the code of your authenticator app to go on."))
            query = urlencode({"next": request.get_full_path() if request.method == "GET" else reverse("home:index")})
            return redirect(f"{reverse('mfa_reauthenticate')}?{query}")
        return self.get_response(request)

    @staticmethod
    def _is_proved(request: HttpRequest) -> bool:
        """The session signed in, or confirmed itself, with the factor, or set it up; another one of theirs may not."""
        records = request.session.get(SIGN_IN_RECORDS, [])
        return bool(request.session.get(FACTOR_PROVED)) or any(record.get("method") == "mfa" for record in records)

    @staticmethod
    def _is_open(request: HttpRequest) -> bool:
        name = resolve(request.path_info).url_name or ""
        return name.startswith("mfa_") or name in OPEN_TO_ALL


class TimeZoneMiddleware:
    """Instants are shown in the person's own zone; rules go on in London's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(ZoneInfo(request.user.time_zone)):
            return self.get_response(request)
