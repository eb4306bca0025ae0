"""What the set-up tells: a line for the person, and everything else in its log."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from signal import SIGTERM

from iqm_coe.embedded.processes import wrapping
from iqm_coe.embedded.rotation import rotate

PROJECT = Path(__file__).resolve().parent.parent.parent
LOG = PROJECT / "var/log/set-up.log"
PATIENCE = 10.0


class NotReadyError(Exception):
    """What keeps this machine from running the program, in words for the person who typed the command."""


def say(text: str) -> None:
    """A line for the person, at once."""
    print(text, flush=True)


def logged(command: Sequence[str], environment: Mapping[str, str] = os.environ, *, ends_with_us: bool = True) -> int:
    """Run a command with its output in the log; its exit status.

    It ends with us, however we end, and it inherits the lock of the set-up: the next one waits until it is gone. Only
    Debian's installer is left alone, since nothing is worse than half a package.
    """
    prefix = wrapping(None, SIGTERM)[0] if ends_with_us else []
    rotate(LOG)
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(command)}\n".encode())
        log.flush()
        process = subprocess.Popen(
            [*prefix, *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=dict(environment),
            close_fds=not ends_with_us,
        )
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        _wait(process)
        raise


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def last_lines(count: int = 15) -> str:
    """The end of the log."""
    return "\n".join(LOG.read_text(errors="replace").rstrip().splitlines()[-count:])
