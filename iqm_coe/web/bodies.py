"""What is sent is measured before anything reads it: a request that is too large is answered, and kept nowhere."""

import time
from http import HTTPStatus

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from iqm_coe.lib.bodies import ANONYMOUS, MEGABYTE, most_of

# A browser shows an answer only once it has sent everything, so the rest is read and thrown away, up to a bound.
DRAINED, DRAINED_OF_STRANGERS = 128 * MEGABYTE, 8 * MEGABYTE
SECONDS = 20
PIECE = 64 * 1024


def length_of(request: HttpRequest) -> int | None:
    """How many bytes the request says it sends; None where it does not say so."""
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        return None
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if str(said).isdecimal() else None


def is_within(request: HttpRequest, most: int) -> bool:
    length = length_of(request)
    return length is not None and length <= most


def refusal(request: HttpRequest) -> HttpResponse | None:
    """The answer to a request that sends more than it may, else None. Asks who it is only where that matters."""
    if is_within(request, ANONYMOUS):
        return None
    is_known = request.user.is_authenticated
    most = _most_of_route(request) if is_known else ANONYMOUS
    if is_within(request, most):
        return None
    _drain(request, DRAINED if is_known else DRAINED_OF_STRANGERS)
    told = {
        "most": most / MEGABYTE,
        "is_known": is_known,
        "has_no_length": length_of(request) is None,
        "path": request.get_full_path(),
    }
    page = render_to_string("413.html", told)
    response = HttpResponse(page, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    response["Connection"] = "close"
    response["Cache-Control"] = "private, no-store"
    return response


def _most_of_route(request: HttpRequest) -> int:
    try:
        return most_of(resolve(request.path_info).func)
    except (Resolver404, ImproperlyConfigured):
        return most_of(None)


def _drain(request: HttpRequest, most: int) -> None:
    """Piece by piece, so that nothing of it stays."""
    sent, until = request.META.get("wsgi.input"), time.monotonic() + SECONDS
    length = length_of(request)
    left = most if length is None else min(length, most)
    while sent is not None and left > 0 and time.monotonic() < until:
        try:
            piece = sent.read(min(PIECE, left))
        except OSError:  # whoever sent it has gone
            return
        if not piece:
            return
        left -= len(piece)
