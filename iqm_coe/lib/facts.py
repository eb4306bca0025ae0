"""What an event may hold for good: numbers, dates, codes. Words may be about a person, so they stand in its note, where
they can be emptied (R45). What the facts and their codes are called is declared in a room's events.py.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

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


@dataclass(frozen=True)
class FactWords:
    """How a page tells a fact: what it is called, what it says where there is none, and the words of a code of it, by
    the label of what the event is about. One that `reads` stands in words of its own (`with %s`), not behind what it is
    called. One that is not `told` is for the program alone.
    """

    called: str | Promise = ""
    reads: str | Promise = ""
    nothing: str | Promise = ""
    says: Callable[[str, str], str] | None = None  # of (code, label)
    is_told: bool = True


_facts: dict[str, FactWords] = {}
_codes: dict[str, str | Promise] = {}


def fact_words(named: Mapping[str, FactWords]) -> Mapping[str, FactWords]:
    """Declare facts by their name."""
    _facts.update(named)
    return named


def code_words(named: Mapping[str, str | Promise]) -> Mapping[str, str | Promise]:
    """Declare what a code is called in whatever fact it stands."""
    _codes.update(named)
    return named


def words_of_fact(name: str) -> FactWords:
    return _facts.get(name, FactWords())


def words_of_code(name: str, code: str, label: str) -> str:
    """A code of this fact in words, as the fact or else the code itself declares; one that nobody knows, as it is."""
    says = words_of_fact(name).says
    return (says(code, label) if says else "") or str(_codes.get(code, code))
