"""The registry of what is kept of a person: what an export of all about them tells, and what an erasure takes (R46).

Each room declares its own tables in `personal.py`; a test finds every column that leads to a person and fails for one
that is neither told nor left out with a reason.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import CharField, F, Model, Q, TextField, Value
from django.db.models.functions import Cast, Concat

from iqm_coe.lib.leaving import kinds_left

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DOMAIN = "erased.invalid"


@dataclass(frozen=True)
class Subject:
    """Whose data it is: the number, and what they are known by."""

    pk: int
    name: str
    phone: str
    addresses: frozenset[str]

    def at(self, column: str) -> Q:
        """Rows whose address is one of theirs, whatever its case."""
        found = Q(pk__in=[])
        for address in sorted(self.addresses):
            found |= Q(**{f"{column}__iexact": address})
        return found


@dataclass(frozen=True)
class Told:
    """One table. Of rows that are the person's `own` (about them, or written by them) every column is told; of those
    in which they only `acted`, days, states and numbers, since the words may be about somebody else. `where` says what
    a row belongs to. Each names a way from the row to the person.
    """

    own: tuple[str, ...] = ()
    acted: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    found: Callable[[Subject], Q] | None = None


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way of an erasure, and where it is ended."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Named:
    """Columns of a table in which the product itself wrote people's names; `tied` finds the rows that are surely about
    this person, where the name alone could be somebody else's.
    """

    label: str
    columns: tuple[str, ...]
    tied: Callable[[Subject], Q]


@dataclass(frozen=True)
class Erasing:
    """One erasure: whose, under which pseudonym, when."""

    subject: Subject
    pseudonym: str
    at: datetime

    @property
    def address(self) -> str:
        """Of the person: nobody's, and unique."""
        return f"{self.pseudonym.lower().replace(' ', '-')}@{DOMAIN}"


Eraser = Callable[[Erasing], int]
Ask = Callable[[Subject], Iterator[Obstacle]]


@dataclass(frozen=True)
class Taken:
    """One kind of thing that goes, in words, and the function that takes it and says how many there were."""

    words: "str | _StrPromise"
    take: Eraser


@dataclass
class _Declared:
    told: dict[str, Told] = field(default_factory=dict)
    untold: dict[str, str] = field(default_factory=dict)
    erasers: list[Taken] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    obstacles: list[Ask] = field(default_factory=list)


_declared = _Declared()


def personal(told: Mapping[str, Told]) -> Mapping[str, Told]:
    """Declare an app's tables by the label of their model."""
    for label, one in told.items():
        if _declared.told.get(label, one) is not one:
            raise ValueError(f"What {label} tells of a person is declared twice.")
        _declared.told[label] = one
    return told


def untold(reasons: Mapping[str, str]) -> Mapping[str, str]:
    """Declare columns that lead to a person and are not told, as `app.Model.column`, each with why."""
    _declared.untold.update(reasons)
    return reasons


def erases(words: "str | _StrPromise") -> Callable[[Eraser], Eraser]:
    """Declare a function that takes away one kind of thing, in the erasure's transaction; it gives how many."""

    def keep(take: Eraser) -> Eraser:
        _declared.erasers.append(Taken(words, take))
        return take

    return keep


def named(label: str, columns: Sequence[str], tied: Callable[[Subject], Q]) -> None:
    """Declare columns in which names and addresses of the person are replaced by the pseudonym."""
    _declared.named.append(Named(label, tuple(columns), tied))


def stands_in_the_way(ask: Ask) -> Ask:
    """Declare a question: what has to be ended before the person can be erased."""
    _declared.obstacles.append(ask)
    return ask


def declared_told() -> Mapping[str, Told]:
    return dict(_declared.told)


def declared_untold() -> Mapping[str, str]:
    return dict(_declared.untold)


def declared_erasers() -> Sequence[Taken]:
    return tuple(_declared.erasers)


def declared_named() -> Sequence[Named]:
    return tuple(_declared.named)


def obstacles_for(subject: Subject) -> list[Obstacle]:
    """Everything that stands in the way, what stands open with a person among it (`lib/leaving.py`)."""
    left = [
        Obstacle(f"{thing.words}. {kind.first}", thing.url)
        for kind in kinds_left().values()
        if kind.first
        for thing in kind.things(subject.pk)
        if not thing.is_without_them
    ]
    return [*left, *(found for ask in _declared.obstacles for found in ask(subject))]


def columns_to_people(people: type[Model]) -> set[str]:
    """Every column of the product that leads to a person, as `app.Model.column`."""
    return {
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if column.related_model is people
    }


def nobody_s_address(erasing: Erasing) -> Concat:
    """An expression: one for each row, so that no two of a table are the same."""
    local = erasing.address.partition("@")[0]
    return Concat(Value(f"{local}."), Cast(F("pk"), TextField()), Value(f"@{DOMAIN}"), output_field=CharField())
