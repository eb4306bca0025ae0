"""Makes a machine ready and hands over to the program: run by any Python from 3.11, knows the standard library only."""

import argparse
import ctypes
import fcntl
import hashlib
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

PROJECT = Path(__file__).resolve().parent.parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin/python"
INSTALLED = VENV / "installed-locks.json"
LOG = PROJECT / "var/log/set-up.log"
LOCKS = {"run": ("base", "embedded"), "test": ("base", "embedded", "dev")}
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONTS = "fonts-dejavu-core"
FONT_PLACES = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PASSED_ON = ("year",)


class NotReadyError(Exception):
    """What keeps this machine from running the program, in words for the person who typed the command."""


def parser() -> argparse.ArgumentParser:
    """The options of bin/run."""
    made = argparse.ArgumentParser(
        prog="bin/run",
        description="Set up what is missing, then run the whole programme on this machine until Ctrl-C.",
        epilog="bin/run year … does a year's work with the same database. docs/running.md tells the rest.",
    )
    made.add_argument("--port", type=port, default=8000, metavar="N", help="the port on this machine (8000)")
    made.add_argument("--reset", action="store_true", help="first empty the database and the files; asks nothing")
    made.add_argument("--new-secret", action="store_true", help="print a good SECRET_KEY and end")
    return made


def port(text: str) -> int:
    """A number that a port may have."""
    number = int(text)
    if not 0 < number < 2**16:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


def main(arguments: Sequence[str]) -> int:
    """`run …` or `test …`: make the machine ready, then become the program."""
    purpose, rest = arguments[0], list(arguments[1:])
    if purpose == "run" and rest[:1] not in [[word] for word in PASSED_ON] and parser().parse_args(rest).new_secret:
        print(secrets.token_urlsafe(64))
        return 0
    try:
        make_ready(purpose)
    except NotReadyError as problem:
        print(problem, file=sys.stderr)
        return 3
    return become("iqm_coe.embedded.runner" if purpose == "run" else "iqm_coe.embedded.tests_runner", rest)


def become(module: str, arguments: Sequence[str]) -> NoReturn:
    """Go on as the Python of our own environment, in this same process."""
    sys.stdout.flush()
    os.chdir(PROJECT)
    os.execv(PYTHON, [str(PYTHON), "-m", module, *arguments])  # noqa: S606 - no shell is wanted


def make_ready(purpose: str) -> None:
    """System packages, the virtual environment and the locked packages, each only where it is missing."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with only_one():
        provide_system_packages(purpose)
        wanted = {name: checksum(name) for name in LOCKS[purpose]}
        if not is_whole() or any(installed().get(name) != value for name, value in wanted.items()):
            make_venv()
            install(wanted)


@contextmanager
def only_one() -> Generator[None, None, None]:
    """Two set-ups of one clone never run at once."""
    with (LOG.parent / "set-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# System packages


def provide_system_packages(purpose: str) -> None:
    """Install them where we may; else say the one line that an administrator types."""
    needed = missing_packages()
    wished = ["chromium"] if purpose == "test" and not browser() else []
    if os.geteuid() == 0 and shutil.which("apt-get") and needed + wished:
        apt_install(needed, wished)
        needed = missing_packages()
        if needed:
            raise NotReadyError(f"apt-get cannot install {' '.join(needed)}. The end of {LOG}:\n{last_lines()}")
    if needed:
        raise NotReadyError(administrators_line(needed + wished))


def missing_packages() -> list[str]:
    """Debian's names for what this machine lacks."""
    missing = [package for library, package in LIBRARIES.items() if not loads(library)]
    if not any(has_fonts(Path(place).expanduser()) for place in FONT_PLACES):
        missing.append(FONTS)
    if not is_whole() and importlib.util.find_spec("ensurepip") is None and not uv():
        missing.append("python3-venv")
    return missing


def loads(library: str) -> bool:
    """Whether the system's loader finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_fonts(place: Path) -> bool:
    """Whether any font lies in or under a directory."""
    suffixes = {".ttf", ".otf", ".ttc", ".pfb"}
    return any(Path(name).suffix in suffixes for _, _, names in os.walk(place) for name in names)


def browser() -> str | None:
    """Where Chromium is, by whichever name."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def apt_install(needed: list[str], wished: list[str]) -> None:
    """Install with apt; what is only wished for may fail."""
    say(f"Installing system packages: {' '.join(needed + wished)}")
    command = ["apt-get", "install", "-y", "--no-install-recommends"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    logged(["apt-get", "update"], environment)
    if logged([*command, *needed, *wished], environment) and needed:
        logged([*command, *needed], environment)


def administrators_line(packages: list[str]) -> str:
    """What a person without the rights passes on to one who has them."""
    names = " ".join(packages)
    if shutil.which("apt-get"):
        return (
            "This machine lacks system packages. As an administrator, type this one line, and then try again:\n\n"
            f"    apt-get update && apt-get install -y --no-install-recommends {names}\n"
        )
    return f"This machine lacks system packages. Install what Debian calls: {names}"


# The virtual environment


def uv() -> str | None:
    """The installer uv, from the path or from our own environment."""
    own = VENV / "bin/uv"
    return shutil.which("uv") or (str(own) if own.is_file() else None)


def is_whole() -> bool:
    """Whether the environment works; one that was left without pip by a failed attempt does not."""
    if not PYTHON.exists():
        return False
    return any(VENV.glob("lib/python3.*/site-packages/pip/__main__.py")) or uv() is not None


def make_venv() -> None:
    """Make .venv; one that is broken is replaced."""
    if is_whole():
        return
    say("Making the Python environment in .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip"):
        command = [sys.executable, "-m", "venv", str(VENV)]
    else:
        command = [str(uv()), "venv", "--python", sys.executable, str(VENV)]
    if logged(command, os.environ):
        raise NotReadyError(f"The Python environment cannot be made. The end of {LOG}:\n{last_lines()}")


def install(wanted: dict[str, str]) -> None:
    """Install the locked packages, each checked against its hash, and remember which locks these were."""
    say("Installing the locked Python packages (once; a minute or two)")
    files = [part for name in wanted for part in ("-r", str(lock_file(name)))]
    if logged_first(installers(files)):
        raise NotReadyError(f"The Python packages cannot be installed. The end of {LOG}:\n{last_lines()}")
    INSTALLED.write_text(json.dumps({**installed(), **wanted}, indent=2) + "\n")


def installers(files: list[str]) -> list[list[str]]:
    """The commands to try, best first: uv is quicker, pip knows this machine's own configuration."""
    commands = []
    if found := uv():
        commands.append([found, "pip", "install", "--python", str(PYTHON), "--compile-bytecode", "--require-hashes"])
    if any(VENV.glob("lib/python3.*/site-packages/pip/__main__.py")):
        commands.append([str(PYTHON), "-m", "pip", "install", "--no-input", "--progress-bar=off", "--require-hashes"])
    return [[*command, *files] for command in commands]


def with_index() -> dict[str, str]:
    """The environment, with pip's package index for uv, which does not read pip's configuration."""
    environment = dict(os.environ)
    if os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL"):
        return environment
    command = [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    index = os.environ.get("PIP_INDEX_URL") or asked.stdout.strip()
    return {**environment, "UV_DEFAULT_INDEX": index} if index else environment


def logged_first(commands: list[list[str]]) -> int:
    """Run commands until one succeeds; the status of the last."""
    status, environment = 1, with_index()
    for command in commands:
        status = logged(command, environment)
        if status == 0:
            break
    return status


def lock_file(name: str) -> Path:
    """The hashed list of packages of that name."""
    return PROJECT / "requirements" / f"{name}.txt"


def checksum(name: str) -> str:
    """What changes when a lock does."""
    return hashlib.sha256(lock_file(name).read_bytes()).hexdigest()


def installed() -> dict[str, str]:
    """The locks that this environment was made from."""
    try:
        found: dict[str, str] = json.loads(INSTALLED.read_text())
    except (OSError, ValueError):
        return {}
    return found


# Words and logs


def say(text: str) -> None:
    """A line for the person, at once."""
    print(text, flush=True)


def logged(command: Sequence[str], environment: os._Environ[str] | dict[str, str]) -> int:
    """Run a command with its output in the set-up's log; its exit status."""
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(command)}\n".encode())
        log.flush()
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=dict(environment), check=False
        )
    return done.returncode


def last_lines(count: int = 15) -> str:
    """The end of the set-up's log."""
    return "\n".join(LOG.read_text(errors="replace").rstrip().splitlines()[-count:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
