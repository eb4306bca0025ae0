"""What every request of a signed-in person goes through: a second factor for IQM roles, and their own time zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _

GetResponse = Callable[[HttpRequest], HttpResponse]
FACTOR_SEEN = "second_factor_seen"
SIGN_IN_PREFIXES = ("account_", "mfa_")


class SecondFactorMiddleware:
    """Whoever holds a role at IQM sets up a second factor before anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.iqm_roles and not self._has_factor(request) and not self._is_open(request):
            messages.info(
                request, _("People with a role at IQM sign in with a second factor. Please set yours up now.")
            )
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    @staticmethod
    def _has_factor(request: HttpRequest) -> bool:
        """Looked up once a session; taking the factor away takes the mark away, and the next sign-in looks again."""
        if not request.session.get(FACTOR_SEEN) and is_mfa_enabled(request.user):
            request.session[FACTOR_SEEN] = True
        return bool(request.session.get(FACTOR_SEEN))

    @staticmethod
    def _is_open(request: HttpRequest) -> bool:
        name = resolve(request.path_info).url_name or ""
        return name.startswith(SIGN_IN_PREFIXES) or name == "health"


class TimeZoneMiddleware:
    """Instants are shown in the person's own zone; rules go on in London's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(ZoneInfo(request.user.time_zone)):
            return self.get_response(request)
