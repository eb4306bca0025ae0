"""The registry of the navigation: each app names its own lists and for which roles at IQM they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Entry:
    """One entry. Without roles it stands there for everybody; it opens nothing that the page itself refuses."""

    order: int
    label: str | Promise
    route: str
    roles: frozenset[str] | None = None


_entries: list[Entry] = []


def entry(order: int, label: str | Promise, route: str, *, roles: frozenset[str] | None = None) -> Entry:
    """Declare an entry in an app's navigation.py; `route` is the name of its address."""
    declared = Entry(order, label, route, roles)
    _entries.append(declared)
    return declared


def entries_for(roles: frozenset[str]) -> Iterator[Entry]:
    """The entries of somebody who holds these roles at IQM, in order."""
    for declared in sorted(_entries, key=lambda one: one.order):
        if declared.roles is None or declared.roles & roles:
            yield declared
