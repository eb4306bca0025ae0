"""After a restore: erase again whoever had been erased since the backup."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.records.flows.erasure import erase_again
from iqm_coe.records.selectors.erasure import Line, read_line


class Command(BaseCommand):
    help = "Read the lines that `manage.py erased` printed, and erase again whoever of them is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        """Says what became of each; ends with an error where somebody is left."""
        try:
            lines = [read_line(line) for line in file.read_text().splitlines() if line.strip()]
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{file} does not hold what `manage.py erased` prints: {error!r}") from error
        left = [line.pseudonym for line in lines if not self._again(line)]
        if left:
            raise CommandError(f"Not erased: {', '.join(left)}. See to what stands in the way, and run this again.")

    def _again(self, line: Line) -> bool:
        person = User.objects.filter(pk=line.person, joined_at=line.joined_at).first()
        if person is None:
            self.stdout.write(f"{line.pseudonym}: is not there.")
            return True
        if person.is_erased:
            self.stdout.write(f"{line.pseudonym}: stays erased.")
            return True
        try:
            erase_again(person, pseudonym=line.pseudonym, cause=line.cause, at=timezone.now())
        except Refused as refused:
            self.stdout.write(f"{line.pseudonym}: {refused}")
            return False
        self.stdout.write(f"{line.pseudonym}: erased again.")
        return True
