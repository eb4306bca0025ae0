"""A document laid out by a process of its own, which ends with it: no document makes a worker bigger, and one that asks
for too much is stopped and says so.
"""

import resource
import subprocess
import sys

from django.conf import settings
from django.utils.translation import gettext as _

from iqm_coe.lib.errors import Refused

MEMORY = 512 * 1024 * 1024  # bytes of its own; what it shares with others is not counted
SECONDS = 20  # of the processor
SIGNS = 400_000  # for so many each, about 150 pages
PATIENCE = 10  # times the seconds, on a machine that does much else


class TooMuch(Refused):
    """The document was not made, since it would have taken more than it may."""


def typeset_apart(page: str) -> bytes:
    """The document of this page of HTML. Raises TooMuch."""
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
        last = done.stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        words = _("The document could not be laid out within %(seconds)d seconds and %(megabytes)d MB (%(last)s).")
        raise TooMuch(words % {"seconds": seconds, "megabytes": MEMORY // 1024**2, "last": last or done.returncode})
    return done.stdout


def _bounded(seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    _bounded(*map(int, sys.argv[1:]))
    from iqm_coe.lib.typesetting import typeset

    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read().decode()))
