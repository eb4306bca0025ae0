"""The registry of the navigation: each app names its own lists, and for whom they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from iqm_coe.lib.people import Person
from iqm_coe.lib.permissions import Predicate


@dataclass(frozen=True)
class Entry:
    """One entry. Without roles and `to` it is for everybody; it opens nothing that the page itself refuses."""

    order: int
    label: str | Promise
    route: str
    roles: frozenset[str] | None = None
    to: Predicate | None = None
    section: str = ""  # the name of the address below which its pages lie, where that is another

    def is_for(self, user: Person) -> bool:
        """By their roles at IQM, or by the predicate."""
        if self.roles is not None and not self.roles & user.iqm_roles:
            return False
        return self.to is None or self.to(user, None)


_entries: list[Entry] = []  # in order


def entry(
    order: int,
    label: str | Promise,
    route: str,
    *,
    roles: frozenset[str] | None = None,
    to: Predicate | None = None,
    section: str = "",
) -> Entry:
    """Declare an entry in an app's navigation.py; `route` is the name of its address."""
    declared = Entry(order, label, route, roles, to, section or route)
    _entries.append(declared)
    _entries.sort(key=lambda one: one.order)
    return declared


def entries_for(user: Person) -> Iterator[Entry]:
    """The entries of this person, in order."""
    for declared in _entries:
        if declared.is_for(user):
            yield declared
