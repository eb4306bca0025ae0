"""A document laid out by a process of its own, which ends with it: no document makes a worker bigger, and one that asks
for too much is stopped and says so.
"""

import os
import resource
import subprocess
import sys
import traceback
from types import TracebackType

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from iqm_coe.lib.errors import Refused

log = structlog.get_logger(__name__)

MEMORY = 512 * 1024 * 1024  # bytes of its own; what it shares with others is not counted
SECONDS = 20  # of the processor
SIGNS = 400_000  # for so many each, about 150 pages
BROKEN = 3  # how it ends where the page is at fault; whatever else ends it has asked for too much
PATIENCE = 10  # times the seconds, on a machine that does much else


class TooMuch(Refused):
    """The document was not made, since it would have taken more than it may."""


class NotLaidOut(RuntimeError):
    """The page is not as a document has to be: a mistake of ours."""


def typeset_apart(page: str) -> bytes:
    """The document of this page of HTML. Raises TooMuch, NotLaidOut."""
    seconds = SECONDS * (1 + len(page) // SIGNS)
    command = [sys.executable, "-m", "iqm_coe.lib.typesetting_apart", str(seconds), str(MEMORY)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            input=page.encode(),
            capture_output=True,
            timeout=seconds * PATIENCE,
            check=False,
            cwd=settings.BASE_DIR,
        )
    except subprocess.TimeoutExpired as error:
        raise TooMuch(_("The document was not ready after %d seconds.") % (seconds * PATIENCE)) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        if done.returncode == BROKEN:
            raise NotLaidOut(said.rsplit("\n", 1)[-1])
        log.error("document_asked_for_too_much", code=done.returncode, seconds=seconds)
        words = _(
            "It could not be laid out within %(seconds)d seconds and %(megabytes)d MB. Asking again will not help: "
            "tell the IQM office, who will find the text that is the reason."
        )
        raise TooMuch(words % {"seconds": seconds, "megabytes": MEMORY // 1024**2})
    return done.stdout


def _bounded(seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _end_as_broken(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The end of the process where the page is at fault; a lack of memory ends it as everything else does."""
    traceback.print_exception(kind, error, trace)
    if not issubclass(kind, MemoryError | SystemError):  # the latter is what a C extension makes of it
        sys.stderr.flush()
        os._exit(BROKEN)


if __name__ == "__main__":
    _bounded(*map(int, sys.argv[1:]))
    from iqm_coe.lib.typesetting import typeset

    sys.excepthook = _end_as_broken
    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read().decode()))
