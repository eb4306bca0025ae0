"""Prints the demo's people, how they sign in, and where."""

from django.core.management.base import BaseCommand

from iqm_coe.demo.accounts import PASSWORD, accounts


class Command(BaseCommand):
    help = "Print the demo accounts. Codes are on the sign-in page, since they change every 30 seconds."

    def handle(self, *args: object, **options: object) -> None:
        people = accounts()
        if not people:
            return
        self.stdout.write(f'Demo accounts, all with the password "{PASSWORD}":')
        for person in people:
            code = "  (and the code shown on the sign-in page)" if person["code"] else ""
            self.stdout.write(f"  {person['email']:38} {person['role']}{code}")
