"""The page for when what we lean on is away: what was kept, what was not, when to try again."""

import re

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from iqm_coe.lib.outages import Outage, outage_of

log = structlog.get_logger(__name__)

PAUSED = 503
LATER = 60  # seconds
# What a form carries unseen, and what tells that a person wrote it: two words.
HIDDEN = {"csrfmiddlewaretoken", "base", "page", "next"}
WRITTEN = re.compile(r"\S\s+\S")


def paused(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The answer to a request that met an outage; None where the mistake is ours."""
    outage = outage_of(error)
    if outage is None:
        return None
    log.error("outage", what=outage.name.lower(), error=repr(error))
    if hasattr(request, "session"):
        request.session.modified = False  # there is nowhere to keep it, and asking takes as long again
    return pause(after=LATER, is_full=outage is Outage.ROOM, typed=sent_by_person(request))


def pause(*, after: int, is_full: bool = False, typed: list[str] | None = None) -> HttpResponse:
    """Rendered without the request, so that it asks nobody anything. `after`: seconds until it is worth a try."""
    page = render_to_string("503.html", {"is_full": is_full, "typed": typed or []})
    return HttpResponse(page, status=PAUSED, headers={"Retry-After": str(after), "Cache-Control": "private, no-store"})


def is_paused(response: HttpResponseBase) -> bool:
    return response.status_code == PAUSED


def sent_by_person(request: HttpRequest) -> list[str]:
    """What a person wrote in the form that a browser sent, to be handed back: a script keeps its own."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return []
    try:
        return typed_in(request)
    except OSError:  # an upload that no disk has room for cannot be read either
        return []


def typed_in(request: HttpRequest) -> list[str]:
    """No hidden names, no passwords, no numbers of choices."""
    fields = ((name, text.strip()) for name, texts in request.POST.lists() for text in texts)
    return [text for name, text in fields if name not in HIDDEN and "password" not in name and WRITTEN.search(text)]
