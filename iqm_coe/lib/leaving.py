"""The registry of what people leave behind: each room declares it, the pages of a leaver collect it and know no room.

Two questions. At a school, where one successor takes everything in one act: `at_school`. With IQM, where each kind of
thing goes to somebody fit for it: `leaves`; what stands in the way of an erasure is the same rows (`lib/personal.py`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from iqm_coe.lib.people import Person


class Passing(NamedTuple):
    """One thing that somebody has at a school. With `why_not` it stays, and that says what is to be done about it."""

    words: str
    why_not: str = ""


# Of (leaver, number of the school, who acts).
AtSchool = Callable[[Person, int, Person], Iterator[Passing]]


_told: list[AtSchool] = []
_passed: list[Callable[..., None]] = []


def at_school(told: AtSchool) -> AtSchool:
    """Declare what a leaver has at a school, line by line."""
    _told.append(told)
    return told


def passes_on(act: Callable[..., None]) -> Callable[..., None]:
    """Declare what gives it to a successor: called with the leaver, the successor and the number of the school, `by`
    and `at`, within the hand-over and while both still hold their roles.
    """
    _passed.append(act)
    return act


def left_at_school(leaver: Person, school: int, by: Person) -> list[Passing]:
    """Everything that the rooms tell, in the order in which they are built."""
    return [one for told in _told for one in told(leaver, school, by)]


def pass_on_at_school(leaver: Person, heir: Person, school: int, *, by: Person, at: datetime) -> None:
    """Have every room give to the successor what it told of."""
    for act in _passed:
        act(leaver, heir, school, by=by, at=at)


class Thing(NamedTuple):
    """One thing that stands open with a person. With `waits` it cannot be passed on now, for that reason; one that
    `is_without_them` already waits for somebody else, and stands in nobody's way; one that `is_lost` nobody can go on
    with once they have gone.
    """

    pk: int
    words: str
    url: str
    waits: str = ""
    is_without_them: bool = False
    is_lost: bool = False


@dataclass(frozen=True)
class Heirs:
    """How things of a kind are passed on: to one of `fit`. `not_by` says why this person passes this one on to nobody,
    and who does; `why_not` why it cannot go to this heir, by an act of that one on that day; `hold` locks it, so that
    whether it is still the leaver's is asked of nobody's half-done act; `pass_on` asks all of it again under that lock,
    and raises Refused. `then` says what it waits for afterwards.
    """

    fit: Callable[[], QuerySet[Person]]
    not_by: Callable[[int, Person], str]
    why_not: Callable[[int, Person, Person, date], str]
    hold: Callable[[int], object]
    pass_on: Callable[[int, Person, Person, datetime], None]
    then: str | Promise = ""


@dataclass(frozen=True)
class Leaving:
    """One kind of thing that stands open with people.

    `becomes` says what becomes of it when nobody is found for it and the role ends, `first` what an erasure asks for
    before it (empty: it stands in nobody's way). `role` is the role at IQM with whose end it is left, `opens` the
    permission without which nobody reads of it, `seen_by` the rows of which this person may know.
    """

    name: str
    words: str | Promise
    becomes: str | Promise
    things: Callable[[int], Iterator[Thing]]
    first: str | Promise = ""
    role: str = ""
    opens: str = ""
    seen_by: Callable[[Person], QuerySet[Model]] | None = None
    heirs: Heirs | None = None


_kinds: dict[str, Leaving] = {}


def leaves(kind: Leaving) -> Leaving:
    """Declare a kind, in an app's leaving.py."""
    if _kinds.get(kind.name, kind) is not kind:
        raise ValueError(f"What is left as {kind.name} is declared twice.")
    _kinds[kind.name] = kind
    return kind


def kinds_left() -> Mapping[str, Leaving]:
    """Every kind by name, in the order in which the rooms are built."""
    return dict(_kinds)
