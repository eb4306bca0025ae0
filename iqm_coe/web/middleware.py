"""What every answer goes through: compressed, kept by no cache where somebody is signed in, plain while paused."""

import sys
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render, resolve_url
from django.urls import is_valid_path
from django_structlog.middlewares import RequestMiddleware

from iqm_coe.accounts import devices
from iqm_coe.lib.discreet import masked
from iqm_coe.lib.errors import WritingStopped
from iqm_coe.lib.outages import Outage, outage_of
from iqm_coe.lib.per_request import answered_per_request
from iqm_coe.lib.permissions import read_only
from iqm_coe.web import acts, bodies
from iqm_coe.web.pauses import LATER, Breaker, is_paused, pause, paused, says_something, sent_by_person

HEALTH = "/health/"
breaker = Breaker()

# Documents, archives and pictures are compressed in themselves, and tell how long they are.
WORTH_COMPRESSING = ("text/", "application/json", "application/javascript", "image/svg+xml")

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponseBase]


class CompressionMiddleware(GZipMiddleware):
    """Answers go out compressed, whichever server stands in front: the page of a long list shrinks to a tenth. Django's
    own, which adds a random length to each answer so that nobody guesses words by its size; for text alone.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith(WORTH_COMPRESSING):
            return response
        return super().process_response(request, response)


class PrivateAnswersMiddleware:
    """Every answer to a signed-in person says `private, no-store`; the shared computer in the staff room is real."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_paused(response):
            return response  # nobody can be asked who this is
        if request.user.is_authenticated or "/accounts/" in request.path:
            response["Cache-Control"] = "private, no-store"
        return response


class BodyMiddleware:
    """What is too large is answered before anything reads or keeps it. Stands before all that reads a form."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return bodies.refusal(request) or self.get_response(request)


class UnreadableAddressMiddleware:
    """No database holds the character NUL, so an address with one is answered 400 before anything looks it up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
            return render(request, "400.html", status=400)
        return self.get_response(request)


class ServicePausedMiddleware:
    """What we lean on is away: 503 with words instead of an error. What a middleware meets comes to `server_error`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(HEALTH):
            return self.get_response(request)  # it is asked whether we work, and says so by itself
        with breaker.passed() as may_try:
            if not may_try:
                return pause(request, Outage.DATABASE, after=LATER)
            response = self.get_response(request)
            breaker.is_down = getattr(response, "outage", None) is Outage.DATABASE
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only for an outage; everything else stays an error."""
        return paused(request, exception)


class PerRequestMiddleware:
    """A page that only reads asks for a person's roles and for the settings once; a request that writes asks anew."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with answered_per_request():
            return self.get_response(request)


class ActOnceMiddleware:
    """The second click gets the answer of the first. The next page is told what was taken, so that the browser lets go
    of what it keeps of it. The innermost one: what another middleware turned away never comes here.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        act = acts.act_of(request)
        known = acts.begin(act, request) if act else None
        if known:
            return known
        response = None
        try:
            response = self.get_response(request)
        finally:
            is_taken = bool(act) and acts.end(act, response)
        if is_taken:
            request.session[acts.TAKEN] = [*request.session.get(acts.TAKEN, [])[-9:], request.path]
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Whoever has to sign in first, and sent a form, gets back what they had typed, to copy it: a redirect loses it."""

    # Django's own answers with a redirect alone; ours may be a page.
    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponseBase:  # type: ignore[override]
        """The sign-in page, or for a form the texts in it beside a link there."""
        typed = sent_by_person(request)
        if not says_something(typed):
            return super().handle_no_permission(request, view_func)
        context = {"typed": typed, "sign_in": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.path})}"}
        response = render(request, "signed_out.html", context, status=HTTPStatus.UNAUTHORIZED)
        response["Cache-Control"] = "private, no-store"
        return response


class WritingStoppedMiddleware:
    """A page to write on is shown to read, with what stops the writing, to whoever may not write for now (R48j). Only
    asked for: what is sent is refused.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        found = request.resolver_match
        if not isinstance(exception, WritingStopped) or request.method not in ("GET", "HEAD") or found is None:
            return None
        request.writing_stopped = True  # type: ignore[attr-defined]  # the frame of the page reads it
        with read_only():
            answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
            return answer


class PageAboveMiddleware:
    """An address that only takes forms leads to its page: whoever signs in again on the way comes back to it by GET."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        takes_forms = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and "POST" in response.get("Allow", "")
        if takes_forms and "GET" not in response["Allow"] and request.method in {"GET", "HEAD"}:
            return redirect(page_above(request.path))
        return response


def page_above(path: str) -> str:
    """The nearest address above this one at which there is anything."""
    while path.count("/") > 1:
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if is_valid_path(path):
            return path
    return "/"


class DiscreetRequestMiddleware(RequestMiddleware):
    """Logs each request without the keys in its address: a reset link or an invitation is for one person. Where the
    database is away nobody asks it who this is: the answer has waited for it once.
    """

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        if outage_of(sys.exception()) is None:
            RequestMiddleware.bind_user_id(request)

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """The address that the trail names too."""
        structlog.contextvars.bind_contextvars(ip=devices.address_of(request))

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {masked(request.path)}"
