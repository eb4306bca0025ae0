"""The one reader of the environment: it says loudly what is missing or weak, and never guesses a secret."""

from urllib.parse import quote, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

MINIMUM_SECRET_LENGTH = 50
MINIMUM_DISTINCT_CHARACTERS = 16
PUBLISHED = ("demo-only-", "test-only-")

ENCRYPTED_MAIL = ("smtp+tls", "smtp+ssl", "smtps")
HERE = {"localhost", "127.0.0.1", "::1"}

# `NAME_FILE` names a file that holds the value of `NAME`: so secrets stand in nobody's list of processes.
env = environ.FileAwareEnv()


def strong_secret(name: str) -> str:
    """A secret from the environment; refused when it is missing, short, or made of few different characters."""
    secret: str = env.str(name, default="")
    if not secret:
        raise ImproperlyConfigured(f"Set {name} in the environment. For a good one: bin/run --new-secret")
    return strong(name, secret)


def strong(name: str, secret: str) -> str:
    if secret.startswith(PUBLISHED):
        raise ImproperlyConfigured(
            f"{name} is the one that everybody can read in our own source. Make one of your own."
        )
    if len(secret) < MINIMUM_SECRET_LENGTH or len(set(secret)) < MINIMUM_DISTINCT_CHARACTERS:
        raise ImproperlyConfigured(
            f"{name} is too weak: it needs at least {MINIMUM_SECRET_LENGTH} characters, "
            f"{MINIMUM_DISTINCT_CHARACTERS} of them different. For a good one: bin/run --new-secret"
        )
    return secret


def required(name: str) -> str:
    """A value without which this installation cannot run."""
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment; docs/configuration.md says what it is.")
    return value


def encrypted_mail(name: str) -> None:
    """Mail holds links that sign people in: it leaves this machine encrypted, or not at all."""
    address = urlsplit(required(name))
    if address.scheme.startswith("smtp") and address.scheme not in ENCRYPTED_MAIL and address.hostname not in HERE:
        raise ImproperlyConfigured(
            f"{name} begins with {address.scheme}://, by which passwords and sign-in links go out in plain words. "
            "Use smtp+tls:// or smtp+ssl://."
        )


def is_named(address: str, names: list[str]) -> bool:
    """Whether the address's host is among these; a name that begins with a dot stands for all below it."""
    host = urlsplit(address).hostname or ""
    return any(host == name or (name.startswith(".") and f".{host}".endswith(name)) for name in names)


def redis_url(database: int, *, for_celery: bool = False) -> str:
    """The address of one numbered database of Valkey or Redis, in the dialect of Django's cache or of Celery."""
    address = urlsplit(required("REDIS_URL"))
    if address.scheme == "unix":
        path = quote(unquote(address.path))
        return f"redis+socket://{path}?virtual_host={database}" if for_celery else f"unix://{path}?db={database}"
    return f"{address.scheme}://{address.netloc}/{database}"
