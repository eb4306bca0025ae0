"""Makes a backup while everybody works."""

import os
import time
from pathlib import Path

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from iqm_coe.lib.errors import Refused
from iqm_coe.operations.flows import backup, restore
from iqm_coe.operations.manifest import Manifest
from iqm_coe.operations.postgres import PostgresProblem
from iqm_coe.operations.spoken import SpokenCommand


class Command(SpokenCommand):
    help = "Keep the database and the files as of one instant in a new folder of PLACE. As the database's owner."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("place", type=Path)
        parser.add_argument("--passing", action="store_true", help="of a drill, gone afterwards: its name is not told")

    def handle(self, *args: object, place: Path, passing: bool = False, **options: object) -> None:
        began = time.monotonic()
        if restore.is_unfinished():
            raise CommandError(
                "A restore was interrupted in this database: there is nothing whole to keep. "
                "Say bin/restore BACKUP again."
            )
        try:
            taken = backup.take(place.resolve(), at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(
                f"{error.filename or place} cannot be written: {error.strerror}. Nothing was kept."
            ) from error
        except PostgresProblem as problem:
            raise CommandError(f"The database could not be dumped: {problem}. Nothing was kept.") from problem
        told = taken.manifest
        if not passing:
            self.stdout.write(f"{taken.folder}")
        self.stdout.write(
            f"shows {told.shows}: the database and {told.files} files, {told.bytes / 1e6:.1f} MB, "
            f"in {time.monotonic() - began:.1f} s.{_keys(told)}"
        )
        if told.lacking:
            names = "\n".join(told.lacking[:10])
            raise CommandError(f"The backup is whole, but the store lacks {len(told.lacking)} files of rows:\n{names}")


def _keys(told: Manifest) -> str:
    """Those that this installation has: nobody is asked to keep what was never set."""
    kept = [name for names in told.keys for name in names.split(", ") if os.environ.get(name)]
    return f" Keys that it needs beside it: {', '.join(kept)}." if kept else ""
