"""What must have been done before the product can be used: tables, rights, static files, and the demo."""

import compileall
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ
import psycopg
from django.core.exceptions import ImproperlyConfigured

from iqm_coe.embedded.commands import Commands
from iqm_coe.embedded.places import PROJECT
from iqm_coe.embedded.problem import LauncherError
from iqm_coe.embedded.spoken import first_line

PACKAGES = ("iqm_coe", "schools", "centres", "reviews")
CODE = (*PACKAGES, "requirements/base.txt")
PATIENCE = 10  # seconds
MANY_CENTRES = 80
NO_ADDRESS = (
    "DATABASE_URL is not the address of a PostgreSQL database, as postgres://name:password@host:5432/base is one. "
    "Correct it, and say the same again; without DATABASE_URL bin/run brings a database of its own."
)
STATIC = ("static", *(f"{package}/**/static" for package in PACKAGES), "requirements/base.txt")


@dataclass(frozen=True)
class Preparation:
    """Each part is done where the stamp of the code that did it last is another, or always where `stamps` is None."""

    commands: Commands
    stamps: Path | None

    def tables_and_rights(self) -> None:
        """Migrate as the owner, then give the restricted role its rights on the tables."""
        stamp = self._stamp("tables", CODE)
        if stamp is not None and stamp.exists():
            return
        print("Bringing the database up to date", flush=True)
        if self.commands.identity is not None:  # who may not write beside the code would compile it at each start
            for package in PACKAGES:
                compileall.compile_dir(PROJECT / package, quiet=2)
        self.commands.manage("migrate", "--no-input", as_owner=True)
        self.commands.manage("grant_app_role", as_owner=True)
        self._set(stamp, "tables")

    def static_files(self) -> None:
        """Collect what the browser is sent."""
        stamp = PROJECT / "var/run" / f"static-{fingerprint(STATIC)}"
        if stamp.exists():
            return
        print("Collecting the static files", flush=True)
        self.commands.manage("collectstatic", "--no-input", "--clear")
        self._set(stamp, "static")

    def demo(self, *, is_big: bool = False) -> None:
        """Play the demo into a database without people; one that was interrupted is made again from nothing."""
        half_done = self._half_done
        if has_people(self.commands.environment["DATABASE_URL"]):
            return
        print("Playing the demo into the empty database (once)", flush=True)
        if half_done is not None:
            half_done.touch()
        self.commands.manage("simulate", *(("--centres", str(MANY_CENTRES)) if is_big else ()), is_shown=True)
        if half_done is not None:
            half_done.unlink()

    @property
    def is_demo_half_done(self) -> bool:
        """Whether the demo was being made when a predecessor ended."""
        return self._half_done is not None and self._half_done.exists()

    @property
    def _half_done(self) -> Path | None:
        return self.stamps / "demo.half-done" if self.stamps else None

    def _stamp(self, name: str, parts: Iterable[str]) -> Path | None:
        return self.stamps / f"{name}-{fingerprint(parts)}" if self.stamps else None

    def _set(self, stamp: Path | None, name: str) -> None:
        if stamp is not None:
            for old in stamp.parent.glob(f"{name}-*"):
                old.unlink()
            stamp.touch()


def fingerprint(parts: Iterable[str]) -> str:
    """What changes when any file does that these patterns name or lead to."""
    digest = hashlib.sha256()
    for path in sorted(path for part in parts for found in PROJECT.glob(part) for path in _files(found)):
        digest.update(f"{path.relative_to(PROJECT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:24]


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    return (found for found in path.rglob("*") if found.is_file() and "__pycache__" not in found.parts)


def has_people(database_url: str) -> bool:
    """Whether anybody is in the database."""
    with connected(database_url) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM accounts_user)").fetchone()
    return bool(row and row[0])


def connected(database_url: str) -> psycopg.Connection:
    """A connection to the database of this address. Raises LauncherError where it is no address, or nobody answers."""
    given = _parts_of(database_url)
    try:
        return psycopg.connect(
            host=given["HOST"] or None,
            port=given["PORT"] or None,
            user=given["USER"] or None,
            password=given["PASSWORD"] or None,
            dbname=given["NAME"],
            connect_timeout=PATIENCE,
            **given.get("OPTIONS", {}),
        )
    except psycopg.OperationalError as error:
        raise LauncherError(
            f"The database {given['NAME']} cannot be reached: {first_line(error)}. Start its server or correct "
            "DATABASE_URL, and say the same again; without DATABASE_URL bin/run brings a database of its own."
        ) from None


def _parts_of(database_url: str) -> dict[str, Any]:
    scheme, _, _ = database_url.partition("://")
    if "postgresql" not in environ.Env.DB_SCHEMES.get(scheme, ""):
        raise LauncherError(NO_ADDRESS)
    try:
        given: dict[str, Any] = environ.Env.db_url_config(database_url)
    except (ValueError, ImproperlyConfigured):
        given = {}
    if not given.get("NAME"):
        raise LauncherError(NO_ADDRESS)
    return given
