"""Asks each part of the installation to prove itself; says what came of it and ends with 1 where something fails."""

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.core.validators import validate_email

from iqm_coe.operations import doctor
from iqm_coe.operations.emails import trial
from iqm_coe.operations.proving import Proof, Unproved
from iqm_coe.operations.spoken import SpokenCommand


class Command(SpokenCommand):
    help = "Let database, cache, broker, workers, clock, mail, files, fonts and documents do their work, and tell."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail", metavar="ADDRESS", help="also send one mail there, now, past the outbox")

    def handle(self, *args: object, mail: str | None = None, **options: object) -> None:
        if mail:
            _require_address(mail)
        proofs = doctor.examine()
        for proof in proofs:
            part = f"{proof.part[:1].upper()}{proof.part[1:]}"
            self.stdout.write(f"{_mark(proof)} {proof.seconds:4.1f} s  {part}: {proof.words}")
        if mail:
            self._mail(mail)
        failed = [proof for proof in proofs if not proof.is_good]
        if failed:
            raise CommandError(f"{len(failed)} of {len(proofs)} parts do not work; their lines say what to do.")
        absent = sum(not proof.is_there for proof in proofs)
        self.stdout.write(f"All {len(proofs) - absent} parts work{f'; {absent} is not there' if absent else ''}.")

    def _mail(self, address: str) -> None:
        try:
            seconds = trial.send(address)
        except Unproved as error:
            raise CommandError(f"The mail server did not take the mail for {address}: {error}") from error
        if trial.is_sent_by_a_server():
            self.stdout.write(f"ok     {seconds:4.1f} s  The mail server took a mail for {address}.")
        else:
            self.stdout.write(f"none   {seconds:4.1f} s  There is no mail server: the mail for {address} stayed here.")


def _mark(proof: Proof) -> str:
    if not proof.is_there:
        return "none  "
    return "ok    " if proof.is_good else "FAILED"


def _require_address(mail: str) -> None:
    try:
        validate_email(mail)
    except ValidationError:
        raise CommandError(f"{mail} is no mail address: it looks like name@example.org.", returncode=2) from None
