"""The one reader of the environment: it says loudly what is missing or weak, and never guesses a secret."""

from urllib.parse import quote, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

MINIMUM_SECRET_LENGTH = 50
MINIMUM_DISTINCT_CHARACTERS = 16
PUBLISHED = ("demo-only-", "test-only-")

env = environ.Env()


def strong_secret(name: str) -> str:
    """A secret from the environment; refused when it is missing, short, or made of few different characters."""
    secret: str = env.str(name, default="")
    if not secret:
        raise ImproperlyConfigured(f"Set {name} in the environment. For a good one: bin/run --new-secret")
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


def redis_url(database: int, *, for_celery: bool = False) -> str:
    """The address of one numbered database of Valkey or Redis, in the dialect of Django's cache or of Celery."""
    address = urlsplit(required("REDIS_URL"))
    if address.scheme == "unix":
        path = quote(unquote(address.path))
        return f"redis+socket://{path}?virtual_host={database}" if for_celery else f"unix://{path}?db={database}"
    return f"{address.scheme}://{address.netloc}/{database}"
