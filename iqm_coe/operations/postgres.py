"""pg_dump and pg_restore as processes of their own, on the database that Django is connected to."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.db import connection

from iqm_coe.embedded.places import places
from iqm_coe.embedded.programs import postgres_binaries

LIBPQ = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
OPTIONS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
JOBS = str(min(os.cpu_count() or 1, 4))


class PostgresProblem(Exception):
    """What a program of PostgreSQL said when it could not do its work."""


def dump(file: Path, *, snapshot: str) -> None:
    """Everything of the database as one exported snapshot shows it, compressed; nothing of roles and rights."""
    _run("pg_dump", "--format=custom", "--compress=gzip:1", f"--snapshot={snapshot}", *NAMELESS, f"--file={file}")


def load(file: Path) -> None:
    """A dump into the empty database; the tables belong to whoever is connected."""
    _run("pg_restore", "--exit-on-error", f"--jobs={JOBS}", *NAMELESS, f"--dbname={_libpq()['PGDATABASE']}", str(file))
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


NAMELESS = ("--no-owner", "--no-privileges", "--no-password")


def _run(program: str, *arguments: str) -> None:
    command: Sequence[str] = [str(postgres_binaries(places()) / program), *arguments]
    done = subprocess.run(command, env=_libpq(), capture_output=True, text=True, check=False)  # noqa: S603 - of PostgreSQL
    if done.returncode:
        raise PostgresProblem(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else program)


def _libpq() -> Mapping[str, str]:
    """The environment of a program that connects as Django does: no password stands in a command line."""
    told = connection.settings_dict
    ours = {variable: str(told[name]) for name, variable in LIBPQ.items() if told[name]}
    secured = {variable: str(told["OPTIONS"][name]) for name, variable in OPTIONS.items() if name in told["OPTIONS"]}
    return {**os.environ, **ours, **secured}
