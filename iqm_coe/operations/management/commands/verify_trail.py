"""Hashes the sealed trail anew; says where it does not hold and ends with 1."""

from django.core.management.base import CommandError

from iqm_coe.operations.conditions import trail
from iqm_coe.operations.spoken import SpokenCommand


class Command(SpokenCommand):
    help = "Ask whether each sealed range of events is what it was, and print the last hash, to be kept elsewhere."

    def handle(self, *args: object, **options: object) -> None:
        looked = trail.look()
        for line in looked.wrong:
            self.stderr.write(line)
        if looked.wrong:
            raise CommandError("The trail was changed. Keep this database as it is, and compare it with a backup.")
        self.stdout.write(f"{looked.ranges} ranges with {looked.events} events are as they were sealed.")
        self.stdout.write(f"The last hash: {looked.head}" if looked.head else "Nothing is sealed yet.")
