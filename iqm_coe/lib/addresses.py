"""The address of a page by its name, and its name by its address: each is worked out once a process, since it follows
from the code alone. What may be a key to something, a word in an address, is left nowhere.
"""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, resolve, reverse

MOST_KEPT = 16_384  # some two hundred bytes each

_names: dict[tuple[str, str], str] = {}


def address(name: str, *of: object) -> str:
    """As `reverse` gives it, and raises NoReverseMatch. Kept where only whole numbers stand in it."""
    if all(type(one) is int for one in of):
        return _kept(settings.ROOT_URLCONF, get_script_prefix(), name, *of)
    return reverse(name, args=of)


def addresses(name: str) -> Callable[[object], str]:
    """Of many things of one kind, each by its number: worked out once for a page."""
    mark = 10**9 + 7
    start, end = address(name, mark).split(str(mark))
    return lambda number: f"{start}{number}{end}"


@lru_cache(MOST_KEPT)
def _kept(_addresses: str, _prefix: str, name: str, *of: object) -> str:
    return reverse(name, args=of)


def name_at(path: str) -> str:
    """The name of the page at this address, without its room; nothing where it has none. Raises Resolver404."""
    known = _names.get((settings.ROOT_URLCONF, path))
    if known is not None:
        return known
    found = resolve(path)
    name = found.url_name or ""
    if len(_names) < MOST_KEPT and all(type(one) is int for one in found.kwargs.values()):
        _names[settings.ROOT_URLCONF, path] = name
    return name
