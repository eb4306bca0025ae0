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


def is_under_the_key_of_now(text: str) -> bool:
    """Whether no former key is needed for it. What never was sealed is under none."""
    if not text.startswith(MARK):
        return False
    try:
        _key(settings.SECRET_KEY).decrypt(text.removeprefix(MARK).encode())
    except InvalidToken:
        return False
    return True


def resealed(text: str) -> str:
    """The same under the key of now; what is under it already stays as it is. Raises CannotOpen."""
    return text if is_under_the_key_of_now(text) else seal(opened(text))


def _keys() -> MultiFernet:
    return MultiFernet([_key(one) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> Fernet:
    derived = salted_hmac("what the table holds", "seal", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(derived))
