"""Makes a backup while everybody works."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from iqm_coe.operations.flows import backup, restore
from iqm_coe.operations.postgres import PostgresProblem


class Command(BaseCommand):
    help = "Keep the database and the files as of one instant in a new folder of PLACE. As the database's owner."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("place", type=Path)

    def handle(self, *args: object, place: Path, **options: object) -> None:
        began = time.monotonic()
        if restore.is_unfinished():
            raise CommandError("A restore was interrupted in this database: there is nothing whole to keep.")
        try:
            taken = backup.take(place.resolve(), at=timezone.now())
        except OSError as error:
            raise CommandError(
                f"{error.filename or place} cannot be written: {error.strerror}. Nothing was kept."
            ) from error
        except PostgresProblem as problem:
            raise CommandError(f"The database could not be dumped: {problem}. Nothing was kept.") from problem
        told = taken.manifest
        self.stdout.write(f"{taken.folder}")
        self.stdout.write(
            f"shows {told.made_at}: the database and {told.files} files, {told.bytes / 1e6:.1f} MB, "
            f"in {time.monotonic() - began:.1f} s. Keys that it needs beside it: {', '.join(told.keys)}."
        )
        if told.lacking:
            names = "\n".join(told.lacking[:10])
            raise CommandError(f"The backup is whole, but the store lacks {len(told.lacking)} files of rows:\n{names}")
