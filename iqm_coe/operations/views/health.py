"""Whether this process lives, and whether the whole is ready: for load balancers, monitors and bin/run. Nothing about
the inside is told beyond which part it is.
"""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from iqm_coe.operations import parts
from iqm_coe.operations.proving import prove
from iqm_coe.operations.selectors.heartbeat import standings

PATIENCE = 3.0  # seconds
OK, AWAY, STILL = "ok", "does not answer", "stands still"


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; nothing about the inside is told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 when this process answers, whatever else is away: a container is started again by this alone."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when everything works; 503 names what does not answer or stands still."""
    found = {**_servers(), **_workers(timezone.now())}
    is_ready = set(found.values()) == {OK}
    told = {"ready": is_ready, "parts": found}
    answer = JsonResponse(told, status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)
    answer["Cache-Control"] = "no-store"
    return answer


def _servers() -> dict[str, str]:
    asked: dict[str, Callable[[], str]] = {"cache": parts.shared_cache, "broker": parts.broker}
    return {proof.part: OK if proof.is_good else AWAY for proof in prove(asked, patience=PATIENCE)}


def _workers(at: datetime) -> dict[str, str]:
    """The database, and what it knows of beat and of each queue; nothing of them where it is away."""
    try:
        found = standings(at)
    except Error:
        return {"database": AWAY}
    return {"database": OK, **{one.part.value: STILL if one.is_still else OK for one in found}}
