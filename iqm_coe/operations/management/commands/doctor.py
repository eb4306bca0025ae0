"""Asks each part of the installation to prove itself; says what came of it and ends with 1 where something fails."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from iqm_coe.operations import doctor
from iqm_coe.operations.emails import trial
from iqm_coe.operations.proving import Unproved


class Command(BaseCommand):
    help = "Let database, cache, broker, workers, clock, mail, files, fonts and documents do their work, and tell."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail", metavar="ADDRESS", help="also send one mail there, now, past the outbox")

    def handle(self, *args: object, mail: str | None = None, **options: object) -> None:
        proofs = doctor.examine()
        for proof in proofs:
            mark = "ok    " if proof.is_good else "FAILED"
            self.stdout.write(f"{mark} {proof.seconds:4.1f} s  {proof.part[:1].upper()}{proof.part[1:]}: {proof.words}")
        if mail:
            self._mail(mail)
        failed = [proof for proof in proofs if not proof.is_good]
        if failed:
            raise CommandError(f"{len(failed)} of {len(proofs)} parts do not work.")
        self.stdout.write(f"All {len(proofs)} parts work.")

    def _mail(self, address: str) -> None:
        try:
            self.stdout.write(f"ok    {trial.send(address):5.1f} s  The mail server took a mail for {address}.")
        except Unproved as error:
            raise CommandError(f"The mail server did not take the mail for {address}: {error}") from error
