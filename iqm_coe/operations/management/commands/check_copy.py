"""Has a restored copy prove itself; says what is wrong with it and ends with 1."""

from django.core.management.base import CommandError

from iqm_coe.operations.conditions import copy
from iqm_coe.operations.spoken import SpokenCommand


class Command(SpokenCommand):
    help = "Ask a copy for its invariants, the seals of its reports, its files and who sees what."

    def handle(self, *args: object, **options: object) -> None:
        number = 0
        for answer in copy.answers():
            number += len(answer.wrong)
            stands = f"{len(answer.wrong)} wrong" if answer.wrong else "all right"
            self.stdout.write(f"{answer.seconds:7.1f} s  {answer.about}: {answer.asked} asked, {stands}")
            for line in answer.wrong:
                self.stderr.write(f"           {line}")
        if number:
            raise CommandError("The copy does not hold. Do not go on with it before that is explained.")
