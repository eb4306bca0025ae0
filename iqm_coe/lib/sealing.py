"""What the table holds and only the product reads: sealed under a key that follows from SECRET_KEY."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

MARK = "sealed:"


class CannotOpen(ValueError):
    """It was sealed under a key that is none of ours any more."""


def seal(text: str) -> str:
    """Under the key of now; what is sealed already stays as it is."""
    return text if text.startswith(MARK) else MARK + _keys().encrypt(text.encode()).decode()


def opened(text: str) -> str:
    """What was sealed under the key of now or a former one (SECRET_KEY_FALLBACKS); what never was, as it is. Raises
    CannotOpen.
    """
    if not text.startswith(MARK):
        return text
    try:
        return _keys().decrypt(text.removeprefix(MARK).encode()).decode()
    except InvalidToken as error:
        raise CannotOpen from error


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [salted_hmac("what the table holds", "seal", secret=one, algorithm="sha256").digest() for one in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(one)) for one in derived])
