"""Seals every secret of the tables anew under SECRET_KEY, so that a former key may go."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from iqm_coe.accounts.conditions.sealing import Under
from iqm_coe.accounts.flows.sealing import reseal


class Command(BaseCommand):
    help = "Seal anew what is under a key of SECRET_KEY_FALLBACKS. Safe to end and to run again."

    def handle(self, *args: object, **options: object) -> None:
        """Raises CommandError where something is under no key that is named here; that stays as it is."""
        done = reseal(at=timezone.now())
        self.stdout.write(f"{done[Under.FORMER]} sealed anew, {done[Under.NOW]} were under the key of now already.")
        if lost := done[Under.LOST]:
            raise CommandError(
                f"{lost} cannot be opened by SECRET_KEY or SECRET_KEY_FALLBACKS. They were left as they are: name the "
                "key of before in SECRET_KEY_FALLBACKS and run this again. Take no key away until then. Where it is "
                "lost, an administrator sets the factor back, or types the secret of the provider anew."
            )
        self.stdout.write("No former key is needed for anything sealed any more.")
