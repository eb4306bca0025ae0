"""What an event may hold for good: numbers, dates, codes. Words may be about a person, so they stand in its note, where
they can be emptied (R45).
"""

import re
from collections.abc import Mapping

CODE = re.compile(r"[\w.:+-]{0,64}")


class NotPlain(ValueError):
    """A fact holds words, an address or a name."""


def plain(fact: object, path: str = "facts") -> None:
    """Raises NotPlain, with the place, where anything in a fact is not a number, a date, a code, or made of them."""
    if isinstance(fact, Mapping):
        for name, value in fact.items():
            plain(value, f"{path}.{name}")
    elif isinstance(fact, list | tuple | set | frozenset):
        for value in fact:
            plain(value, f"{path}[]")
    elif isinstance(fact, str) and not CODE.fullmatch(fact):
        raise NotPlain(path)
