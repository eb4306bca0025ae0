"""What every answer goes through: no cache keeps a signed-in page, and a paused service gets a plain page."""

import re
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_structlog.middlewares import RequestMiddleware
from redis.exceptions import ConnectionError as CacheUnreachable
from redis.exceptions import TimeoutError as CacheTooSlow

from iqm_coe.lib.per_request import answered_per_request

log = structlog.get_logger(__name__)

# Invitation keys, and the user and token of a password reset.
KEYS = re.compile(r"(?<=/invitations/)[^/]{20,}|(?<=/invitations/iqm/)[^/]{20,}|(?<=/reset/key/)[^/]+")

GetResponse = Callable[[HttpRequest], HttpResponse]


class PrivateAnswersMiddleware:
    """Every answer to a signed-in person says `private, no-store`; the shared computer in the staff room is real."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated or "/accounts/" in request.path:
            response["Cache-Control"] = "private, no-store"
        return response


class UnreadableAddressMiddleware:
    """No database holds the character NUL, so an address with one is answered 400 before anything looks it up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
            return render(request, "400.html", status=400)
        return self.get_response(request)


class ServicePausedMiddleware:
    """Where throttling cannot be counted, signing in waits: 503 with words instead of an error (fail closed)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only for the shared cache being away; everything else stays an error."""
        if not isinstance(exception, CacheUnreachable | CacheTooSlow):
            return None
        log.error("cache_unreachable", error=repr(exception))
        response = render(request, "503.html", status=503)
        response["Retry-After"] = "60"
        return response


class PerRequestMiddleware:
    """A page that only reads asks for a person's roles and for the settings once; a request that writes asks anew."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with answered_per_request():
            return self.get_response(request)


class DiscreetRequestMiddleware(RequestMiddleware):
    """Logs each request without the keys in its address: a reset link or an invitation is for one person."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {KEYS.sub('…', request.path)}"
