"""Real workers that can be killed with `kill -9`: one process loads the product and forks a worker a line."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db import connection

DUMMY = "django.core.mail.backends.dummy.EmailBackend"
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
for _ in sys.stdin:
    child = os.fork()
    if not child:
        print(os.getpid(), flush=True)
        work()
        os._exit(0)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


class Workers:
    """Starts workers one after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def start(self) -> int:
        """Begin one; its number."""
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def kill(self, pid: int) -> None:
        """End it as a power cut would."""
        with suppress(ProcessLookupError):  # it had come to its end
            os.kill(pid, signal.SIGKILL)
        assert self.process.stdout.readline() == "gone\n"

    def wait(self) -> None:
        """Let it come to its own end."""
        assert self.process.stdout.readline() == "gone\n"


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
