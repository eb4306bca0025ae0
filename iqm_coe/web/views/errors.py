"""What happened, what was kept, what to do next: the pages for when something is not right."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from iqm_coe.lib.errors import WritingStopped
from iqm_coe.web.pauses import paused


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The address or the form was not understood."""
    return render(request, "400.html", status=400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The person sees the thing but may not do this, or not for now."""
    return render(request, "403.html", {"is_stopped": isinstance(exception, WritingStopped)}, status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """It does not exist, or this person may not see it: nobody can tell which (R44)."""
    return render(request, "404.html", status=404)


@login_not_required
def too_many(request: HttpRequest) -> HttpResponse:
    """It was asked more often than a person would ask; when to come back."""
    return HttpResponse(render_to_string("429.html"), status=429, headers={"Retry-After": "300"})


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the request, so that it cannot fail the same way. What is away is no mistake of ours."""
    return paused(request, sys.exception()) or HttpResponse(render_to_string("500.html"), status=500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open for too long, or in another sign-in; what was typed is kept in the browser."""
    return render(request, "csrf_failure.html", status=403)
