"""Looks at everything that must always hold; says what does not and ends with 1."""

from django.core.management.base import CommandError

from iqm_coe.operations.invariants import broken, every_check
from iqm_coe.operations.spoken import SpokenCommand


class Command(SpokenCommand):
    help = "Check what must hold of the whole database."

    def handle(self, *args: object, **options: object) -> None:
        breaches = broken()
        for breach in breaches:
            self.stderr.write(f"{breach.name}: {breach.detail}")
        if breaches:
            raise CommandError(f"{len(breaches)} breaches.")
        self.stdout.write(f"{len(every_check())} invariants hold.")
