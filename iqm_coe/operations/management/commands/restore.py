"""Brings a backup back into an empty place, and has the copy prove itself."""

import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from iqm_coe.lib.errors import Refused
from iqm_coe.operations.flows import restore
from iqm_coe.operations.manifest import NotWhole
from iqm_coe.operations.postgres import PostgresProblem
from iqm_coe.operations.spoken import SpokenCommand


class Command(SpokenCommand):
    help = "Restore BACKUP into the empty database and store, hold its mail, and check the copy. As the owner."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path)
        parser.add_argument("--replace", action="store_true", help="first empty the database and the store")

    def handle(self, *args: object, backup: Path, replace: bool, **options: object) -> None:
        began = time.monotonic()
        store = Path(settings.MEDIA_ROOT)
        try:
            for step in restore.restore(backup.resolve(), store, replace=replace, at=timezone.now()):
                self.stdout.write(f"{time.monotonic() - began:7.1f} s  {step.words}")
        except (Refused, NotWhole) as problem:
            raise CommandError(str(problem)) from problem
        except PostgresProblem as problem:
            raise CommandError(f"The database could not be loaded: {problem}. Empty it, and try again.") from problem
        except OSError as error:
            raise CommandError(f"{error.filename or store} cannot be written: {error.strerror}.") from error
        call_command("check_copy", stdout=self.stdout, stderr=self.stderr)
        self.stdout.write(f"Restored and proved in {time.monotonic() - began:.1f} s.")
