"""What is past its time: told, kind by kind, or cleared."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from iqm_coe.records.flows import clearing
from iqm_coe.records.selectors.clearing import due


class Command(BaseCommand):
    help = "Tell how many rows of each kind are past their time, and how many a legal hold keeps; --do clears them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--do", action="store_true", help="clear them, as the night does")

    def handle(self, *args: object, do: bool, **options: object) -> None:
        """Without --do nothing is changed. Raises CommandError where rows could not be cleared."""
        if do:
            self._clear()
            return
        for one in due(timezone.now()):
            oldest = f", the oldest of {one.oldest}" if one.oldest else ""
            self.stdout.write(f"{one.label}: {one.now} past their time{oldest}, {one.held} held. {one.keeps}.")
        self.stdout.write("Nothing was changed. Say --do to clear them.")

    def _clear(self) -> None:
        done = clearing.clear(at=timezone.now())
        for label in sorted(+done.cleared | +done.held | +done.failed):
            told = f"{done.cleared[label]} cleared, {done.held[label]} held, {done.failed[label]} failed"
            self.stdout.write(f"{label}: {told}")
        self.stdout.write(f"{sum(done.cleared.values())} cleared.")
        if failed := sum(done.failed.values()):
            raise CommandError(f"{failed} could not be cleared. The page of faults and the log say why; run it again.")
