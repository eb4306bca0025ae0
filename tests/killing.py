"""Real workers that can be killed with `kill -9`: one process loads the product and forks a worker a line."""

import os
import signal
import smtplib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from unittest.mock import patch

from django.conf import settings
from django.db import connection

from tests.histories import death

WORKERS = """
import os, sys
from importlib import import_module
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"], settings.MEDIA_ROOT = sys.argv[1], sys.argv[2]
settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = sys.argv[4], "127.0.0.1", int(sys.argv[5])
django.setup()
import_module("iqm_coe.lib.typesetting")
module, _, name = sys.argv[3].partition(":")
work = getattr(import_module(module), name)
end = import_module("tests.killing").end_of
for line in sys.stdin:
    child = os.fork()
    if not child:
        print(os.getpid(), flush=True)
        with end(int(line)):
            work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print("killed" if os.WIFSIGNALED(status) else "gone", flush=True)
"""


def _kill_myself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def end_of(steps: int) -> Iterator[None]:
    """Killed at this step: of statements, commits, and words with the mail server. 0: not by itself."""
    if not steps:
        yield
        return
    words = {name: _counted(getattr(smtplib.SMTP, name)) for name in ("connect", "send", "getreply")}
    with patch.multiple(smtplib.SMTP, **words), death.counted(steps, _kill_myself):
        yield


def _counted(said: Callable[..., object]) -> Callable[..., object]:
    @wraps(said)
    def counted(*given: object, **named: object) -> object:
        death.step()
        answer = said(*given, **named)
        death.step()
        return answer

    return counted


class Workers:
    """Starts workers one after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def start(self, steps: int = 0) -> int:
        """Begin one; its number. With steps it kills itself after so many of them, if its work is as long."""
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def kill(self, pid: int) -> bool:
        """End it as a power cut would. False where it had come to its own end."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return self.wait()

    def wait(self) -> bool:
        """Let it come to its end; whether that was a kill."""
        said = self.process.stdout.readline()
        assert said in {"gone\n", "killed\n"}, said
        return said == "killed\n"


@contextmanager
def workers(
    work: str, *, mail: str = "django.core.mail.backends.dummy.EmailBackend", port: int = 25
) -> Iterator[Workers]:
    """Workers that call `module:function` on this test's database and files."""
    name = connection.settings_dict["NAME"]
    command = [sys.executable, "-W", "ignore", "-c", WORKERS, name, str(settings.MEDIA_ROOT), work, mail, str(port)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, cwd=settings.BASE_DIR, **pipes) as process:
        yield Workers(process)
        process.stdin.close()
