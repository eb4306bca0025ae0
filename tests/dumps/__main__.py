"""Takes a dump: `python -m iqm_coe.embedded exec --tests -- python -m tests.dumps 2026-11-28`.

It plays a small programme into an empty database with today's tables and writes schema and rows down, without owners
and rights, so that it loads anywhere. A dump is never replaced: a new one stands beside the others, and its line in
SHA256SUMS.
"""

import gzip
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iqm_coe.settings.test")
django.setup()

from django.core.management import call_command  # noqa: E402 - they ask for the settings
from django.db import connection  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from iqm_coe.demo.simulation.programme import play  # noqa: E402
from iqm_coe.embedded.places import places  # noqa: E402
from iqm_coe.embedded.programs import postgres_binaries  # noqa: E402
from tests.databases import connected_to  # noqa: E402

FOLDER = Path(__file__).parent
CENTRES, SEED = 4, 7
DATABASE = "iqm_coe_to_be_dumped"


def take(name: str) -> None:
    """Play, dump, pack, write the digest down."""
    file = FOLDER / f"{name}.sql.gz"
    if file.exists():
        sys.exit(f"{file.name} is there, and a dump is never replaced.")
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{DATABASE}"')
        cursor.execute(f'CREATE DATABASE "{DATABASE}"')
        with connected_to(DATABASE), TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
            call_command("migrate", verbosity=0)
            play(centres=CENTRES, seed=SEED, now=timezone.now())
        file.write_bytes(gzip.compress(_dumped(), mtime=0))
        cursor.execute(f'DROP DATABASE "{DATABASE}"')
    with (FOLDER / "SHA256SUMS").open("a") as sums:
        sums.write(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n")


def _dumped() -> bytes:
    told = connection.settings_dict
    program = postgres_binaries(places()) / "pg_dump"
    command = [program, "--inserts", "--rows-per-insert=500", "--no-owner", "--no-privileges", "--dbname", DATABASE]
    place = {"PGHOST": told["HOST"], "PGPORT": str(told["PORT"]), "PGUSER": told["USER"]}
    environment = {**os.environ, **place, "PGPASSWORD": told["PASSWORD"]}
    return subprocess.run(command, env=environment, check=True, capture_output=True).stdout


if __name__ == "__main__":
    take(sys.argv[1])
