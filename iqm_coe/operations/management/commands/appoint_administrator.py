"""Makes the first administrator of a new installation."""

import getpass

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.flows import role
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused


class Command(BaseCommand):
    help = "Give the role of administrator to an address, making the person if they are new. Asks for a password then."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="Administrator")

    def handle(self, *args: object, email: str, name: str, **options: object) -> None:
        user = User.objects.filter(email__iexact=email).first()
        password = None if user else getpass.getpass("Password for the new administrator: ")
        try:
            with transaction.atomic():
                user = user or self._make(email, name, password or "")
                role.hold(user, IqmRoleKind.ADMINISTRATOR, by=None, at=timezone.now())
        except (ValidationError, Refused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.email} is an administrator; the first sign-in asks for a second factor.")

    def _make(self, email: str, name: str, password: str) -> User:
        validate_password(password)
        user: User = User.objects.create_user(email, name, password)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user
