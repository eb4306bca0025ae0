"""The Python environment: one pinned, hashed installer first, which installs everything else from the locks.

pip installs uv and nothing more: its resolvers of the last years take a lock with hashes each in another way, and some
look for newer releases past it. Where uv cannot run, pip installs the same files, and is not asked to resolve.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from iqm_coe.embedded import pip_settings
from iqm_coe.embedded.logbook import LOG, PROJECT, NotReadyError, last_lines, logged, say

OLDEST_PYTHON = (3, 11)
INSTALLER = "installer"
FROM_THE_LOCK = ("--require-hashes", "--no-deps")  # the locks name everything: nothing is looked for past them
BY_PIP = ("-m", "pip", "install", "--no-input", "--progress-bar=off", "--disable-pip-version-check", *FROM_THE_LOCK)

END_TOGETHER = 'trap "trap - TERM; kill -TERM 0" TERM; "$@" & wait $!'


def lock_file(name: str) -> Path:
    """The hashed list of packages of that name."""
    return PROJECT / "requirements" / f"{name}.txt"


def checksum(name: str) -> str:
    """What changes when a lock does."""
    return hashlib.sha256(lock_file(name).read_bytes()).hexdigest()


def locked_uv() -> str:
    """The version of uv in the installer's lock."""
    (version,) = re.findall(r"^uv==(\S+)", lock_file(INSTALLER).read_text(), re.MULTILINE)
    return str(version)


def said_by(command: Sequence[str | Path]) -> str:
    """What a small command prints; nothing where it cannot run."""
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return told.stdout if told.returncode == 0 else ""


def base_python() -> str:
    """The Python of this machine that runs us: where the environment is active, the one that it was made from, since
    the environment itself may be about to be made anew.
    """
    return str(getattr(sys, "_base_executable", "") or sys.executable)


def in_a_group(command: Sequence[str]) -> list[str]:
    """A command whose own children end with it: a shell before it, which passes its end on to all of its group."""
    setsid = shutil.which("setsid", path=os.environ.get("PATH", os.defpath) + ":/usr/bin:/bin")
    return [setsid, "sh", "-c", END_TOGETHER, "set-up", *command] if setsid else list(command)


def can_make_environments() -> bool:
    """Whether this Python or a uv of this machine can: Debian's Python comes without what it needs."""
    return importlib.util.find_spec("ensurepip") is not None or shutil.which("uv") is not None


@dataclass(frozen=True)
class Environment:
    """A virtual environment made from the locks, by default that of the clone."""

    path: Path = PROJECT / ".venv"

    @property
    def python(self) -> Path:
        """Its Python."""
        return self.path / "bin/python"

    @property
    def uv(self) -> Path:
        """Its installer."""
        return self.path / "bin/uv"

    @property
    def half_done(self) -> Path:
        """Lies there while something is installed, and longer only where that was interrupted."""
        return self.path / "half-done"

    @property
    def _record(self) -> Path:
        return self.path / "installed-locks.json"

    @property
    def has_pip(self) -> bool:
        """Whether pip is in it."""
        return any(self.path.glob("lib/python3.*/site-packages/pip/__main__.py"))

    @cached_property
    def by_uv(self) -> Mapping[str, str]:
        """The environment of uv's process."""
        return pip_settings.for_uv(self.python, os.environ)

    def is_whole(self) -> bool:
        """Whether its Python runs, is new enough and still the one it was made for, and can install."""
        return not self.lacks()

    def lacks(self) -> str:
        """What is wrong with it, as its own interpreter says; empty where nothing is."""
        if not self.path.exists():
            return "there is none"
        if self.half_done.exists():
            return "an installation was interrupted"
        told = said_by([self.python, "-I", "-S", "-c", "import sys; print(*sys.version_info[:2])"]).split()
        if not told:
            return "its Python is gone, or does not run"
        version = ".".join(told)
        if tuple(map(int, told)) < OLDEST_PYTHON:
            return f"it is of Python {version}, and {'.'.join(map(str, OLDEST_PYTHON))} or later is needed"
        packages = self.path / f"lib/python{version}/site-packages"
        if not packages.is_dir():
            return f"its Python was replaced by {version}"
        can_install = (packages / "pip/__main__.py").is_file() or self.uv.is_file()
        return "" if can_install else "it has no installer"

    def made_from(self) -> dict[str, str]:
        """The checksums of the locks that it was made from."""
        try:
            recorded: dict[str, str] = json.loads(self._record.read_text())
        except (OSError, ValueError):
            return {}
        return recorded

    def provide(self, locks: Iterable[str]) -> None:
        """Make what is missing: the environment, the installer, what the locks say."""
        wanted = {name: checksum(name) for name in locks}
        if self._is_made_from(wanted):
            return
        self.make()
        self.half_done.touch()
        try:
            self._install(wanted)
        except NotReadyError:
            self.half_done.unlink()  # that ended by itself: the next try goes on from here
            raise
        self._record.write_text(json.dumps({**self.made_from(), **wanted}, indent=2) + "\n")
        self.half_done.unlink()

    def _is_made_from(self, wanted: Mapping[str, str]) -> bool:
        made_from = self.made_from()
        is_current = all(made_from.get(name) == value for name, value in wanted.items())
        return self.is_whole() and is_current and (bool(wanted) or self._has_locked_uv())

    def _install(self, wanted: Mapping[str, str]) -> None:
        if wanted:
            say("Installing the locked Python packages (once; a minute or two)")
            self.install(list(wanted))
        elif not self.provide_installer():
            raise NotReadyError(f"The installer uv cannot be installed. The end of {LOG}:\n{last_lines()}")

    def make(self) -> None:
        """Make it; one that is broken, of another Python, or half done is made anew."""
        wrong = self.lacks()
        if not wrong:
            return
        say(f"Making the Python environment in {self.path.name}: {wrong}")
        self._clear()
        if importlib.util.find_spec("ensurepip"):
            command = [base_python(), "-m", "venv", str(self.path)]
        else:
            command = [str(shutil.which("uv")), "venv", "--python", base_python(), str(self.path)]
        if logged(in_a_group(command)):
            raise NotReadyError(f"The Python environment cannot be made. The end of {LOG}:\n{last_lines()}")

    def _clear(self) -> None:
        """Of a link the link alone goes: what it leads to is somebody else's. Raises OSError where we may not."""
        if self.path.is_symlink():
            self.path.unlink()
        elif self.path.exists():
            shutil.rmtree(self.path)

    def provide_installer(self) -> bool:
        """Bring uv in exactly the locked version, by pip or by a uv of this machine; whether it runs."""
        commands: list[tuple[list[str], Mapping[str, str]]] = []
        if self.has_pip:
            commands.append(([str(self.python), *BY_PIP], os.environ))
        if another := shutil.which("uv"):
            commands.append(([another, *self._by_uv], self.by_uv))
        for command, environment in commands:
            if self._has_locked_uv():
                break
            logged(in_a_group([*command, "-r", str(lock_file(INSTALLER))]), environment)
        return self._has_locked_uv()

    def install(self, locks: Sequence[str]) -> None:
        """Install the locked packages, each checked against its hash: by uv, or where that fails by pip."""
        files = [part for name in locks for part in ("-r", str(lock_file(name)))]
        if self.provide_installer() and logged(in_a_group([str(self.uv), *self._by_uv, *files]), self.by_uv) == 0:
            return
        if not self.has_pip or logged(in_a_group([str(self.python), *BY_PIP, *files])):
            raise NotReadyError(f"The Python packages cannot be installed. The end of {LOG}:\n{last_lines()}")

    @property
    def _by_uv(self) -> tuple[str, ...]:
        return ("pip", "install", "--python", str(self.python), "--compile-bytecode", *FROM_THE_LOCK)

    def _has_locked_uv(self) -> bool:
        return said_by([self.uv, "--version"]).split()[1:2] == [locked_uv()]
