"""What operations does at each request: it counts it, where somebody reads the counts, and sees that this process
watches.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from iqm_coe.operations.metrics import requests
from iqm_coe.operations.watch import start_watching


class MetricsMiddleware:
    """The outermost one: it counts every answer, and how long a person waited for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        view = match.view_name if match else "none"
        requests.count(view, request.method or "", response.status_code, time.perf_counter() - begun)
        return response


class WatchMiddleware:
    """A server's processes are made by forking, so each begins to watch with its first request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.WATCHED:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start_watching()
        return self.get_response(request)
