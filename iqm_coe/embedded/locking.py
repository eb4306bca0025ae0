"""bin/lock: make the locks again, ask whether they agree with their *.in files, prove them with the oldest pip, or
look up what is known against what they name.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from difflib import unified_diff
from pathlib import Path

from iqm_coe.embedded import audit, pip_settings
from iqm_coe.embedded.installing import BY_PIP, INSTALLER, Environment, lock_file
from iqm_coe.embedded.logbook import LOG, PROJECT, NotReadyError, last_lines, logged

NAMES = (INSTALLER, "base", "embedded", "dev", audit.NAME)  # in this order: dev is bound by those before it
EVERYTHING = ("base", "embedded", "dev")
OLDEST_PIP = "23.0"  # Debian bookworm's
COMPILE = ("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header", "--no-emit-index-url")


def run(environment: Environment, verb: str | None) -> int:
    """One of the verbs, with the locked uv that the environment has already."""
    os.chdir(PROJECT)
    if verb == "prove":
        return prove()
    if verb == "audit":
        return audit.run()
    with tempfile.TemporaryDirectory() as scratch:
        return max([_lock(environment, name, Path(scratch), verb) for name in NAMES])


def _lock(environment: Environment, name: str, scratch: Path, verb: str | None) -> int:
    """Make one lock beside the present one, which is what stays pinned, and then put it there or compare."""
    lock, made = lock_file(name), scratch / f"{name}.txt"
    if lock.exists():
        shutil.copy(lock, made)
    upgrade = ["--upgrade"] if verb == "upgrade" else []
    options = [*upgrade, "--python-version", "3.11", "--output-file", str(made), f"requirements/{name}.in"]
    given = pip_settings.for_uv(environment.python, os.environ, every_place=False)
    if logged([str(environment.uv), *COMPILE, *options], given):
        raise NotReadyError(f"{lock.name} cannot be made. The end of {LOG}:\n{last_lines()}")
    if verb != "check":
        shutil.copyfile(made, lock)
        return 0
    changes = list(unified_diff(pins(lock), pins(made), lineterm="", n=0))
    if changes:
        print(f"requirements/{lock.name} does not agree with requirements/{name}.in; make it again with bin/lock:")
        print("\n".join(changes))
    return 1 if changes else 0


def pins(lock: Path) -> list[str]:
    """A lock without its hashes: a file added later to a version that we use already is no disagreement."""
    return [line for line in lock.read_text().splitlines() if not re.match(r" +--hash=", line)]


def prove() -> int:
    """Install every lock into new environments with the oldest pip: as the set-up does it, and by that pip alone."""
    with tempfile.TemporaryDirectory(prefix="iqm-locks-") as scratch:
        ours = _with_oldest_pip(Path(scratch) / "set-up")
        ours.provide(EVERYTHING)
        _is_consistent(ours)
        print(f"The set-up installs every lock where pip is {OLDEST_PIP}.", flush=True)
        alone = _with_oldest_pip(Path(scratch) / "pip-alone")
        command = [str(alone.python), *BY_PIP, *_files(EVERYTHING)]
        _must_succeed(command, f"pip {OLDEST_PIP} alone cannot install the locks")
        _is_consistent(alone)
        print(f"pip {OLDEST_PIP} alone installs every lock.")
    return 0


def _files(names: Iterable[str]) -> list[str]:
    return [part for name in names for part in ("-r", str(lock_file(name)))]


def _with_oldest_pip(path: Path) -> Environment:
    made = Environment(path)
    made.make()
    wanted = [f"pip=={OLDEST_PIP}", "setuptools"]
    command = [str(made.python), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", *wanted]
    _must_succeed(command, f"pip {OLDEST_PIP} cannot be had")
    return made


def _is_consistent(environment: Environment) -> None:
    _must_succeed([str(environment.python), "-m", "pip", "check"], "the locks do not name everything")


def _must_succeed(command: list[str], problem: str) -> None:
    if logged(command):
        raise NotReadyError(f"{problem}. The end of {LOG}:\n{last_lines()}")
