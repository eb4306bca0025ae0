"""Whose money a bank line says it is: asked before anything is suggested (R30)."""

import re
from dataclasses import dataclass

from iqm_coe.lib.names import order_of

# IQM-2026-00012 as banks print it: with other signs between its parts or none, in small letters.
NUMBER = re.compile(
    r"(?P<ours>\bIQM\W{0,3})?(?<!\d)(?P<year>20\d\d)\W?(?P<sequence>\d{5})(?!\d)", re.IGNORECASE | re.ASCII
)


@dataclass(frozen=True)
class Named:
    """Invoice numbers that stand in a bank line; `certain` are written with our own letters before them."""

    numbers: frozenset[str]
    certain: frozenset[str]


def named_in(text: str) -> Named:
    """The invoice numbers that a bank line could mean, as we write them."""
    found = [(f"IQM-{one['year']}-{one['sequence']}", bool(one["ours"])) for one in NUMBER.finditer(text)]
    return Named(frozenset(number for number, _ in found), frozenset(number for number, ours in found if ours))


def says_name(text: str, name: str) -> bool:
    """Whether a bank line holds the whole name, word for word; “Park” does not stand in “Parkside”."""
    words = order_of(name)
    return bool(words) and f" {words} " in f" {order_of(text)} "
