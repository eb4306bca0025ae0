"""The address of a page by its name: worked out once a process, since it follows from the code alone."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

MOST_KEPT = 16_384  # some two hundred bytes each


def address(name: str, *of: object) -> str:
    """As `reverse` gives it, and raises NoReverseMatch. Kept where only whole numbers stand in it: a word may be a key
    to something, and is left nowhere.
    """
    if all(type(one) is int for one in of):
        return _kept(settings.ROOT_URLCONF, get_script_prefix(), name, *of)
    return reverse(name, args=of)


@lru_cache(MOST_KEPT)
def _kept(_addresses: str, _prefix: str, name: str, *of: object) -> str:
    return reverse(name, args=of)
