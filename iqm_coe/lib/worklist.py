"""The registry behind What needs me: each app offers its lines, the home page collects them."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple

from django.apps import apps
from django.utils.translation import gettext as _

from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.people import Person
from iqm_coe.lib.per_request import answered_at_once
from iqm_coe.lib.permissions import Predicate
from iqm_coe.lib.templatetags.words import short_date


@dataclass(frozen=True)
class Owner:
    """Who of the office sees to a line, since when, and who gave it to them: nobody where they took it themselves."""

    name: str
    since: datetime
    given_by: str
    is_reader: bool  # whoever reads the line has it
    reader_gave_it: bool
    why: str = ""  # as whoever gave it told them

    @property
    def words(self) -> str:
        """One sentence, as whoever reads the line reads it, with the reason if there is one."""
        return f"{self._given}: “{self.why}”" if self.why else self._given

    @property
    def _given(self) -> str:
        told = {"name": self.name, "by": self.given_by, "day": short_date(self.since)}
        if self.is_reader:
            return (_("Given to you by %(by)s on %(day)s") if self.given_by else _("You took it on %(day)s")) % told
        if not self.given_by:
            return _("%(name)s took it on %(day)s") % told
        if self.reader_gave_it:
            return _("%(name)s sees to it since %(day)s, given by you") % told
        return _("%(name)s sees to it since %(day)s, given by %(by)s") % told


@dataclass(frozen=True)
class Line:
    """One thing that waits for this person: why, since when, until when, and who waits for it."""

    reason: str
    url: str
    action: str
    since: datetime
    due_on: date | None = None
    waiting: str = ""
    context: str = ""
    nudge: tuple[str, int] | None = None  # the act that reminds whoever it waits for, and the row of its list
    about: tuple[str, int] | None = None  # what a reminder by hand is of: the label of its model, and its number
    reminded: str = ""  # who reminded of it today
    reminded_on: date | None = None  # the last day before, on which a reminder went
    kind: str = ""  # whose room it is, in a word; set as it is collected
    key: str = ""  # by which it is known until it is done, and given to a colleague: its address, or what is said here:
    # where several lead to one page, its address, `#` and a number
    is_shared: bool = False  # one of several in the office does it, so that it can be given to another of them
    owner: Owner | None = None
    told: str = ""  # how it stands meanwhile, in a few words
    of: tuple[str, int] | None = None  # the Centre or school to look at before: the label of its model, and its number


FROM_WORK = "from=work"  # where somebody came from who reminds by the button of a line

Offer = Callable[[Person, date], Iterable[Line]]

_offers: list[tuple[Predicate, Offer]] = []
_awaited: list[tuple[Predicate, Offer]] = []
_shared: dict[str, Predicate] = {}  # who of the office may do what the lines of an offer ask


def offer(*, to: Predicate, shared_by: Predicate | None = None) -> Callable[[Offer], Offer]:
    """Let a function of (person, day in London) give its lines to whoever this predicate holds for.

    The predicate is one of an app's rules.py and is asked first, so nobody waits for questions about other roles.
    Lines that any of several in the office may do are `shared_by` those, by roles at IQM alone: they can be given.
    """

    def keep(function: Offer) -> Offer:
        _offers.append((to, function))
        if shared_by:
            _shared[function.__name__] = shared_by
        return function

    return keep


def awaited(*, to: Predicate) -> Callable[[Offer], Offer]:
    """The same for what this person waits for, and others have to do."""

    def keep(function: Offer) -> Offer:
        _awaited.append((to, function))
        return function

    return keep


class Move(NamedTuple):
    """A day that was set anew: when, and from which day."""

    at: datetime
    due_before: date


def since_shown(due_on: date, days: int, *, opened_at: datetime, moved: Move | None = None) -> datetime:
    """Since when a thing stands in a list that shows it so many days before it is due: not since it came to exist, and
    not since before its day came so near.
    """
    shown = _shown_from(due_on, days)
    if moved:
        shown = max(shown, min(moved.at, _shown_from(moved.due_before, days)))
    return max(shown, opened_at)


def _shown_from(due_on: date, days: int) -> datetime:
    return datetime.combine(due_on - timedelta(days=days), time.min, tzinfo=LONDON)


def lines_for(user: Person, on: date) -> list[Line]:
    """Everything that waits for this person, the nearest due date first, undated last, older before newer."""
    return _in_order(_offers, user, on)


def awaited_by(user: Person, on: date) -> list[Line]:
    """Everything that this person waits for, in the same order."""
    return _in_order(_awaited, user, on)


def _in_order(offers: Iterable[tuple[Predicate, Offer]], user: Person, on: date) -> list[Line]:
    """Of all offers at once, so that each of their questions about this person is asked once."""
    with answered_at_once():
        return sorted(_collected(offers, user, on), key=in_order)


def kinds() -> set[str]:
    """Each kind of which lines may wait for somebody."""
    return {_kind_of(give) for _is_for, give in _offers}


def line_of(key: str, user: Person, on: date) -> Line | None:
    """The one of this key, if it waits for this person, or this person for it: no other offer is asked."""
    name = key.partition(":")[0]
    named = [(is_for, give) for is_for, give in [*_offers, *_awaited] if give.__name__ == name]
    return next((line for line in _collected(named, user, on) if line.key == key), None)


def is_awaited(line: Line) -> bool:
    """Somebody else has to do it: it was collected from what its reader waits for."""
    return any(give.__name__ == offer_of(line) for _is_for, give in _awaited)


def offer_of(line: Line) -> str:
    """The name of the offer that it comes from."""
    return line.key.partition(":")[0]


def is_offered(name: str, user: Person) -> bool:
    """Whether lines of the offer of this name may wait for this person."""
    return any(give.__name__ == name and is_for(user, None) for is_for, give in _offers)


def keys_for(user: Person, offers: Collection[str], on: date) -> set[str]:
    """By which the lines of the offers of these names are known that wait for this person."""
    named = [(is_for, give) for is_for, give in _offers if give.__name__ in offers]
    return {line.key for line in _collected(named, user, on)}


def rules_of(lines: Iterable[Line]) -> set[Predicate]:
    """Who may do what these lines ask, of those that can be given."""
    return {_shared[offer_of(line)] for line in lines if line.is_shared}


def is_mine(line: Line) -> bool:
    """It waits for whoever reads it: nobody else has taken it, or was given it."""
    return line.owner is None or line.owner.is_reader


def in_order(line: Line) -> tuple[bool, date, datetime]:
    """How lines are sorted."""
    return line.due_on is None, line.due_on or date.max, line.since


def _collected(offers: Iterable[tuple[Predicate, Offer]], user: Person, on: date) -> Iterator[Line]:
    for is_for, give in offers:
        if is_for(user, None):
            kind = _kind_of(give)
            is_shared = give.__name__ in _shared
            for line in give(user, on):
                yield replace(line, kind=kind, key=f"{give.__name__}:{line.key or line.url}", is_shared=is_shared)


@cache
def _kind_of(give: Offer) -> str:
    """Lines are counted by the room that offers them."""
    room = apps.get_containing_app_config(give.__module__)
    return str(room.verbose_name) if room else ""
