"""What bin/restore does to sessions and mail, for a database that came back in another way."""

from django.utils import timezone

from iqm_coe.operations.flows import restore
from iqm_coe.operations.spoken import SpokenCommand


class Command(SpokenCommand):
    help = "After a recovery to an instant, before workers start: end all sessions and hold the mail that waits."

    def handle(self, *args: object, **options: object) -> None:
        now = timezone.now()
        ended, counted = restore.begin_anew(shows=now, at=now)
        held = f"{counted['mails']} mails and {counted['reminders']} reminders"
        self.stdout.write(f"{ended} sessions are over; {held} are held until an administrator decides.")
