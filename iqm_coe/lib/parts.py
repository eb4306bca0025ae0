"""The registry of what follows from a thing: lines of a task list that upper apps add for many things at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from iqm_coe.lib.people import Person
from iqm_coe.lib.registry import Registry


@dataclass(frozen=True)
class Part:
    """One line: what it is, where it opens if it may be opened, how it stands. `status` has a tone and a label."""

    label: str
    url: str
    status: object
    hint: str = ""


_providers = Registry[Callable[[Person, Sequence[Any]], Mapping[int, Part]]]()
# Gives (person, things) at most one part for each thing, by its number: `@part_of("review")`.
part_of = _providers.declare


def parts_for(kind: str, user: Person, things: Sequence[Model]) -> dict[int, list[Part]]:
    """The parts of each of these things, in their order."""
    given = [provide(user, things) for provide in _providers.of(kind)]
    return {thing.pk: [parts[thing.pk] for parts in given if thing.pk in parts] for thing in things}
