"""Django's commands as processes of their own: they end with us, and where root asks they run with few rights."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypedDict, Unpack

from iqm_coe.embedded.identity import ROOT, Identity
from iqm_coe.embedded.places import PROJECT, Places
from iqm_coe.embedded.problem import LauncherError
from iqm_coe.embedded.processes import wrapping
from iqm_coe.embedded.rotation import rotate


class Streams(TypedDict, total=False):
    """Where the words of a command go, and whether they are read as text."""

    stdout: IO[bytes] | int | None
    stderr: IO[bytes] | int | None
    text: bool


OURS = ("files", "static", "cache", "home", "year")


@dataclass(frozen=True)
class Commands:
    """How `manage.py` is run for one set of servers."""

    log: Path
    environment: Mapping[str, str]
    identity: Identity | None

    def manage(self, *arguments: str, as_owner: bool = False, is_shown: bool = False) -> None:
        """Run one command to its end; a failure raises, with what it said last."""
        rotate(self.log)
        with self.log.open("ab") as log:
            started = log.tell()
            process = self.begin(*arguments, as_owner=as_owner, stdout=None if is_shown else log, stderr=log)
        if finish(process):
            said = self.log.read_bytes()[started:].decode(errors="replace")
            raise LauncherError(
                f"manage.py {arguments[0]} failed; {self.log} tells more. It said:\n{_conclusion(said)}"
            )

    def begin(self, *arguments: str, as_owner: bool = False, **streams: Unpack[Streams]) -> subprocess.Popen[str]:
        """Start one command, away from the terminal, so that a Ctrl-C reaches us alone."""
        environment = dict(self.environment)
        if as_owner:
            environment["DATABASE_URL"] = environment["DATABASE_OWNER_URL"]
        prefix, options = wrapping(self.identity, signal.SIGTERM)
        command = [*prefix, sys.executable, str(PROJECT / "manage.py"), *arguments]
        return subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            **streams,
            **options,
        )

    def quietly(self, *arguments: str) -> subprocess.Popen[str]:
        """Start one command whose words are wanted later."""
        return self.begin(*arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def in_person(self, *arguments: str, as_owner: bool = False) -> int:
        """Run one command whose words the person reads who typed it; its exit status. A Ctrl-C reaches us alone, and we
        end it.
        """
        return finish(self.begin(*arguments, as_owner=as_owner))


def _conclusion(said: str) -> str:
    """The last message in what a program printed: its last line that is not indented, and what belongs to it."""
    lines = said.rstrip().splitlines()
    starts = [number for number, line in enumerate(lines) if line[:1].strip()]
    return "\n".join(lines[starts[-1] :]) if starts else ""


def finish(process: subprocess.Popen[str]) -> int:
    """Wait for a command; if we are told to stop meanwhile, it stops too."""
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise


def commands(where: Places, servers_environment: Mapping[str, str], port: int) -> Commands:
    """Commands with the environment of the demo: the caller's, the servers', and what the program itself needs."""
    var = PROJECT / "var"
    identity = _people(where)
    for name in OURS:
        directory = var / name
        directory.mkdir(parents=True, exist_ok=True)
        if identity is not None:
            identity.own(directory)
    environment = {
        "LANG": "C.UTF-8",
        "SITE_URL": f"http://localhost:{port}",
        **os.environ,
        **servers_environment,
        "DJANGO_SETTINGS_MODULE": "iqm_coe.settings.dev",
        "PYTHONUNBUFFERED": "1",
        "XDG_CACHE_HOME": str(var / "cache"),
        "HOME": str(var / "home"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}",
    }
    return Commands(where.logs / "manage.log", environment, identity)


def _people(where: Places) -> Identity | None:
    """As whom the product's own processes run: the servers' user where root asks and that user can read everything."""
    if os.geteuid() != ROOT:
        return None
    needed = (PROJECT, Path(sys.prefix), Path(sys.executable).resolve().parent, Path(sys.base_prefix).resolve())
    return where.identity if all(where.identity.may_enter(place) for place in needed) else None
