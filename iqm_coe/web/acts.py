"""One act, once: the second click on a button gets the answer of the first.

A rendered form is known by its CSRF token, which is another one in each page; the same token with the same fields on
the same address is the same act. What was carried out answers with a redirect, and that answer is kept for an hour.
"""

import hashlib
import time
from collections.abc import Iterator

import structlog
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from redis.exceptions import ConnectionError as CacheUnreachable
from redis.exceptions import TimeoutError as CacheTooSlow

from iqm_coe.lib.outages import Outage
from iqm_coe.web.pauses import pause

log = structlog.get_logger(__name__)

KEPT = 60 * 60
LONGEST_ACT = 90  # seconds; after that whoever began it is taken for dead
WAITING = 30
BEGUN = "begun"
TAKEN = "taken"
LOOKS = 0.05


def act_of(request: HttpRequest) -> str:
    """The name of what this form does; nothing where nobody can tell one form from another."""
    token = (
        request.POST.get("csrfmiddlewaretoken") if request.method == "POST" and request.user.is_authenticated else ""
    )
    if not token:
        return ""
    said = hashlib.sha256()
    for part in (str(request.user.pk), request.get_full_path(), *_fields(request)):
        said.update(part.encode(errors="surrogatepass") + b"\0")
    return f"act:{said.hexdigest()}"


def _fields(request: HttpRequest) -> Iterator[str]:
    """Everything that was sent, files by their content."""
    for name, values in sorted(request.POST.lists()):
        yield from (name, *map(str, values))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest = hashlib.sha256()
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
            yield from (name, str(file.name), digest.hexdigest())


def begin(act: str, request: HttpRequest) -> HttpResponse | None:
    """None for whoever is first; for anybody else the answer of the first, once it is there.

    Where the first was refused, or died, the next one may try. Without the shared cache nobody is held back.
    """
    until = time.monotonic() + WAITING
    while not _is_first(act):
        answer = cache.get(act)
        if answer and answer != BEGUN:
            return HttpResponseRedirect(answer)
        if time.monotonic() > until:
            return pause(request, Outage.SERVICE, after=5)
        time.sleep(LOOKS)
    return None


def _is_first(act: str) -> bool:
    try:
        return bool(cache.add(act, BEGUN, LONGEST_ACT))
    except (CacheUnreachable, CacheTooSlow) as error:
        log.warning("act_not_guarded", error=repr(error))
        return True


def end(act: str, response: HttpResponse | None) -> bool:
    """Keep the answer of what was carried out; let go of what was not. Says which."""
    is_carried_out = isinstance(response, HttpResponseRedirect)
    try:
        if isinstance(response, HttpResponseRedirect):
            cache.set(act, response.url, KEPT)
        else:
            cache.delete(act)
    except (CacheUnreachable, CacheTooSlow) as error:
        log.warning("act_not_guarded", error=repr(error))
    return is_carried_out
