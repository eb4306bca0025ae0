"""Whether a part was heard of late: what the container of the clock is asked for its health."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from iqm_coe.operations.enums import Part
from iqm_coe.operations.selectors.heartbeat import standings


class Command(BaseCommand):
    help = "Ends with 1 where nothing was heard of this part for as long as the settings allow."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("part", choices=Part.values)

    def handle(self, *args: object, part: str, **options: object) -> None:
        found = next(one for one in standings(timezone.now()) if one.part == part)
        if found.is_still:
            raise CommandError(f"{part} stands still.")
        self.stdout.write(f"{part} was heard.")
