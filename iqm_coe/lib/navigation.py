"""The registry of the navigation: each app names its own lists, for whom they are, and which stand side by side."""

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


@dataclass(frozen=True)
class Row:
    """Lists of one subject that stand side by side above each of them; a room below declares it, others join."""

    label: str | Promise


@dataclass(frozen=True)
class Neighbour:
    """A list in its row, for whoever may open it. The entry of the menu that is marked on it lies at `below`, the name
    of an address: also of a room above.
    """

    row: Row
    order: int
    label: str | Promise
    route: str
    to: Predicate
    below: str


_entries: list[Entry] = []  # in order
_neighbours: dict[str, Neighbour] = {}  # by the name of their address, in order


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


def neighbour(row: Row, order: int, label: str | Promise, route: str, *, to: Predicate, below: str = "") -> Neighbour:
    """Declare a list of a row in an app's navigation.py; where nothing is said of it, it has an entry of its own."""
    declared = Neighbour(row, order, label, route, to, below or route)
    ordered = sorted([*_neighbours.values(), declared], key=lambda one: one.order)
    _neighbours.clear()
    _neighbours.update((one.route, one) for one in ordered)
    return declared


def neighbours_of(route: str, user: Person) -> list[Neighbour]:
    """The row in which this list stands, as this person may open it: nothing where it would stand alone."""
    if route not in _neighbours:
        return []
    row = _neighbours[route].row
    found = [one for one in _neighbours.values() if one.row is row and one.to(user, None)]
    return found if len(found) > 1 else []


def without_entry() -> Iterator[Neighbour]:
    """The lists that lie below the entry of another."""
    return (one for one in _neighbours.values() if one.below != one.route)
