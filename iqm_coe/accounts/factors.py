"""What a factor is called, whom it is for and how its secret is kept, as allauth asks it."""

import base64
import secrets
from urllib.parse import urlsplit

import structlog
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.sealing import CannotOpen, opened, seal

log = structlog.get_logger(__name__)


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """A passkey is for the one name in SITE_URL, whatever a request calls the site."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "That did not work: the code is wrong or was used before. Type the one shown now."
        ),
        "unknown_passkey": gettext_lazy("That did not work: this passkey is not known here. Choose another way."),
        "unverified_email": gettext_lazy("Confirm your email address first; then set up a passkey or the app."),
    }

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """Allauth has one error for a code and for a passkey: each is told of what was shown."""
        is_of_a_passkey = code == "incorrect_code" and bool(context.request and context.request.POST.get("credential"))
        error: ValidationError = super().validation_error("unknown_passkey" if is_of_a_passkey else code, *args)
        return error

    def encrypt(self, text: str) -> str:
        """Secrets of apps and seeds of recovery codes stand sealed in the table and in its backups."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Where the key is lost no code is right: another secret, made up each time, stands in its place."""
        try:
            return opened(encrypted_text)
        except CannotOpen:
            log.exception("factor_sealed_under_a_lost_key")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 - allauth's own name
        """What the box holds to begin with."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %d") % number
