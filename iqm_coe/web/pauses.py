"""The page for when what we lean on is away: what was kept, what was not, when to try again."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from iqm_coe.lib.bodies import ORDINARY
from iqm_coe.lib.outages import Outage, outage_of
from iqm_coe.web.bodies import is_within

log = structlog.get_logger(__name__)

PAUSED = 503
LATER = 60  # seconds
# What a form carries unseen, and what tells that a person wrote it: two words.
HIDDEN = {"csrfmiddlewaretoken", "base", "page", "turn", "next", "read", "shown", "token", "code"}
WRITTEN = re.compile(r"\S\s+\S")

Typed = list[tuple[str, str]]  # what each box is called, and what was typed into it


class Breaker:
    """While the database is away one request at a time finds out whether it is back; the others are told at once."""

    def __init__(self) -> None:
        self.is_down = False
        self._trying = threading.Lock()

    @contextmanager
    def passed(self) -> Iterator[bool]:
        """Whether to try; whoever tries says afterwards how it went."""
        if not self.is_down:
            yield True
        elif self._trying.acquire(blocking=False):
            try:
                yield True
            finally:
                self._trying.release()
        else:
            yield False


def paused(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The answer to a request that met an outage; None where the mistake is ours."""
    outage = outage_of(error)
    if outage is None:
        return None
    log.error("outage", what=outage.name.lower(), error=repr(error))
    if hasattr(request, "session"):
        request.session.modified = False  # there is nowhere to keep it, and asking takes as long again
    return pause(request, outage, after=LATER)


def pause(request: HttpRequest, outage: Outage, *, after: int) -> HttpResponse:
    """Rendered without the request, so that it asks nobody anything. `after`: seconds until it is worth a try."""
    typed = sent_by_person(request)
    told = {"is_full": outage is Outage.ROOM, "typed": typed, "path": request.path if typed else ""}
    headers = {"Retry-After": str(after), "Cache-Control": "private, no-store"}
    response = HttpResponse(render_to_string("503.html", told), status=PAUSED, headers=headers)
    response.outage = outage  # type: ignore[attr-defined]  # for who decides whether to try again
    return response


def is_paused(response: HttpResponseBase) -> bool:
    return response.status_code == PAUSED


def sent_by_person(request: HttpRequest) -> Typed:
    """What a person typed into the form that a browser sent, to be handed back: a script keeps its own."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return []
    if not is_within(request, ORDINARY):
        return []  # a file; nobody has asked yet whether it may be read
    try:
        return typed_in(request)
    except OSError:  # an upload that no disk has room for cannot be read either
        return []


def typed_in(request: HttpRequest) -> Typed:
    """No hidden names, no passwords and no codes."""
    fields = ((name, text.strip()) for name, texts in request.POST.lists() for text in texts)
    return [
        (name.replace("_", " ").capitalize(), text)
        for name, text in fields
        if text and name not in HIDDEN and "password" not in name
    ]


def says_something(typed: Typed) -> bool:
    """Whether a person wrote a sentence, and did not only choose or name something."""
    return any(WRITTEN.search(text) for _name, text in typed)
