"""Questions whose SQL is worked out once and asked again: the rows are always the database's, only the words are kept.

Working out a question costs more than its answer: filters are resolved, subqueries copied, columns named, each time to
the same text. It is kept by all that it depends on: the arguments, of a person their roles at IQM, the day in London,
the time zone of the page, whether it is asked who may write, and whatever `per_request` told while it was worked out
(roles at schools, access rows, settings), which is asked again and compared. Whatever else it reads, the clock for one,
shows itself: a question is worked out twice before it is kept, and each time in the test suite.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date
from functools import update_wrapper
from inspect import BoundArguments, signature
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet
from django.utils import timezone

from iqm_coe.lib.conf import in_force
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.kept_values import Value, in_place, kind_of, others_of, spread
from iqm_coe.lib.people import Person
from iqm_coe.lib.per_request import Heard, watched
from iqm_coe.lib.permissions import asked_as
from iqm_coe.lib.postgresql.answers import Params
from iqm_coe.lib.worked_sql import Worked, brings_along, fetched

MOST_KEPT = 40  # of one question in a process: some fifty kilobytes each
MOST_REFUSED = 5  # times one after the other; then a question is not kept any more
MOST_SAID = 300
log = structlog.get_logger(__name__)
P = ParamSpec("P")
M = TypeVar("M", bound=Model)
Row = TypeVar("Row")
Sql = tuple[str, Params]


class NotTheSame(Exception):
    """A question depends on something by which it is not kept."""


Fact = Callable[[Any], object]  # of a person, or of None

_facts: dict[str, Fact] = {"settings": lambda _nobody: in_force()}
_forgetting: list[Callable[[], None]] = []
_last_told: dict[str, object] = {}


def depends_on(name: str, fact: Fact) -> None:
    """A question may read what `per_request` tells under this name, of a person or of nobody; `fact` tells it again."""
    _facts[name] = fact


@dataclass(frozen=True)
class _Call:
    """What one call gives: the arguments, the people among them, and the values that are put in anew."""

    bound: BoundArguments
    anew: tuple[str, ...]
    people: tuple[Person, ...]
    values: tuple[Value, ...]

    @classmethod
    def of(cls, bound: BoundArguments, anew: tuple[str, ...]) -> "_Call":
        people = tuple(one for one in bound.arguments.values() if isinstance(one, get_user_model()))
        return cls(bound, anew, people, tuple(value for name in anew for value in spread(bound.arguments[name])))

    @property
    def key(self) -> Hashable:
        shapes = tuple(_shape(given, is_anew=name in self.anew) for name, given in self.bound.arguments.items())
        return shapes, london_date(timezone.now()), timezone.get_current_timezone_name(), asked_as()

    def of_others(self) -> "_Call":
        """The same call of other values, no two of them alike."""
        others = others_of(self.values)
        left, arguments = iter(others), dict(self.bound.arguments)
        for name in self.anew:
            arguments[name] = in_place(arguments[name], left)
        return replace(self, bound=BoundArguments(self.bound.signature, OrderedDict(arguments)), values=others)


def _shape(given: object, *, is_anew: bool) -> Hashable:
    """By what of an argument a question is kept."""
    if is_anew and not isinstance(given, QuerySet):
        return isinstance(given, tuple), tuple(
            kind_of(value) for value in (given if isinstance(given, tuple) else (given,))
        )
    if isinstance(given, get_user_model()):
        return given.pk, given.is_active, given.iqm_roles
    if isinstance(given, QuerySet):
        worked = Worked.out(given)
        return worked.sql, worked.params
    if isinstance(given, Model) or not isinstance(given, Hashable):
        raise TypeError(f"A question is not kept by {given!r}.")
    return type(given).__name__, given  # True is not one


@dataclass(frozen=True)
class _Told:
    """What `per_request` told while a question was worked out: of which of its people, or of nobody."""

    name: str
    person: int | None
    answer: object

    def holds(self, people: tuple[Person, ...]) -> bool:
        return _facts[self.name](None if self.person is None else people[self.person]) == self.answer


@dataclass(frozen=True)
class _Kept(Generic[M, Row]):
    """A question as it was worked out; `places` says which value stands at which place of its parameters."""

    rows: QuerySet[M, Row]
    worked: Worked
    places: dict[int, int]
    told: tuple[_Told, ...]

    def params(self, values: tuple[Value, ...]) -> Params:
        params = Params(self.worked.params)
        for place, which in self.places.items():
            params[place] = values[which]
        return params


def places_of(worked: Worked, again: Worked, values: tuple[Value, ...], others: tuple[Value, ...]) -> dict[int, int]:
    """Where the values stand in the parameters: there, and only there, they differ where the values are others."""
    if worked.sql != again.sql or len(worked.params) != len(again.params):
        raise NotTheSame(f"It is worded by a value, or by what was not told: {worked.sql}, {again.sql}")
    pairs = list(zip(values, others, strict=True))
    if len(set(pairs)) < len(pairs):
        raise NotTheSame("Two of its values cannot be told apart")
    places = {}
    for place, is_same in enumerate(worked.same_params(again.params)):
        if not is_same:
            seen = worked.params[place], again.params[place]
            if seen not in pairs:
                raise NotTheSame(f"It reckons with a value, or reads the clock: {seen} in {worked.sql}")
            places[place] = pairs.index(seen)
    return places


def told_of(heard: Heard, people: tuple[Person, ...]) -> tuple[_Told, ...]:
    """What was told while it was worked out, each of which can be told again of the people in it; in the order in which
    it was asked for, since one answer may bring the next.
    """
    whose: dict[tuple[Hashable, ...], int | None] = {(person.pk,): place for place, person in enumerate(people)}
    whose[()] = None
    for (name, *of), _answer in heard:
        if name not in _facts or tuple(of) not in whose:
            raise NotTheSame(f"It reads {name} of {of}")
    told: list[_Told] = []
    for (name, *of), answer in heard:
        one = _Told(str(name), whose[tuple(of)], _shared(str(name), answer))
        if one not in told:
            told.append(one)
    return tuple(told)


def _shared(name: str, answer: object) -> object:
    """One and the same where the last answer under this name was the same: all settings stand in one of them."""
    last = _last_told.get(name)
    if last == answer:
        return last
    _last_told[name] = answer
    return answer


def sql_of(rows: QuerySet[M, Row]) -> Sql | None:
    """These rows for a text of SQL around them; nothing where no row can be found."""
    worked = Worked.out(rows)
    return None if worked.sql is None else (worked.sql, list(worked.params))


class Question(Generic[P, M, Row]):
    """A function of rows, asked for them as a list."""

    def __init__(self, build: Callable[P, QuerySet[M, Row]], anew: tuple[str, ...]) -> None:
        self._build, self._anew, self._shape = build, anew, signature(build)
        self._known: OrderedDict[Hashable, _Kept[M, Row]] = OrderedDict()
        self._lock, self._refused, self._proved, self._day = Lock(), 0, 0, date.min
        _forgetting.append(self.forget)
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        call = self._call(*args, **kwargs)
        known = self._worked_out(call)
        return list(self._rows(call)) if known is None else fetched(known.rows, known.worked, known.params(call.values))

    def sql(self, *args: P.args, **kwargs: P.kwargs) -> Sql | None:
        """What is asked, for a text of SQL around it; nothing where no row can be found."""
        call = self._call(*args, **kwargs)
        known = self._worked_out(call)
        if known is None:
            return sql_of(self._rows(call))
        return None if known.worked.sql is None else (known.worked.sql, known.params(call.values))

    def forget(self) -> None:
        with self._lock:
            self._known.clear()

    def _call(self, *args: P.args, **kwargs: P.kwargs) -> _Call:
        bound = self._shape.bind(*args, **kwargs)
        bound.apply_defaults()
        return _Call.of(bound, self._anew)

    def _rows(self, call: _Call) -> QuerySet[M, Row]:
        return self._build(*call.bound.args, **call.bound.kwargs)

    def _worked_out(self, call: _Call) -> _Kept[M, Row] | None:
        """What is kept of it, worked out now where it has to be; nothing where it is not kept."""
        if self._refused >= MOST_REFUSED:
            return None
        key = call.key
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
        try:
            if known is None or not all(told.holds(call.people) for told in known.told):
                return self._keep(key, call)
            if self._is_proved():
                self._prove(known, call)
        except NotTheSame as reason:
            if self._is_proved():
                raise
            self._refused += 1
            log.warning("question_not_kept", question=str(self), why=str(reason)[:MOST_SAID], times=self._refused)
            return None
        return known

    def _is_proved(self) -> bool:
        proved: bool = settings.QUESTIONS_ARE_PROVED or self._proved < settings.QUESTIONS_PROVED_AT_FIRST
        return proved

    def _prove(self, known: _Kept[M, Row], call: _Call) -> None:
        now, params = Worked.out(self._rows(call)), known.params(call.values)
        if now.sql != known.worked.sql or len(now.params) != len(params) or not all(now.same_params(params)):
            raise NotTheSame(f"{self} says {now.sql} of {now.params}, not {known.worked.sql} of {params}")
        self._proved += 1

    def _keep(self, key: Hashable, call: _Call) -> _Kept[M, Row]:
        with watched() as heard:
            rows = self._rows(call)
        if brings_along(rows):
            raise NotTheSame(f"{self} brings objects along")
        others = call.of_others()
        worked, again = Worked.out(rows), Worked.out(self._rows(others))
        known = _Kept(rows, worked, places_of(worked, again, call.values, others.values), told_of(heard, call.people))
        today = london_date(timezone.now())
        with self._lock:
            if today != self._day:  # what was kept on another day is asked by nobody any more
                self._known.clear()
            self._known[key], self._refused, self._day = known, 0, today
            self._known.move_to_end(key)
            while len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)
        return known

    def __str__(self) -> str:
        return f"{self._build.__module__}.{self._build.__qualname__}"


def kept(*anew: str) -> Callable[[Callable[P, QuerySet[M, Row]]], Question[P, M, Row]]:
    """Keep the SQL of the rows that a function returns. The arguments named here are numbers, days, instants or `Typed`
    words, or tuples of them, that stand in the SQL as they are given: they are put in each time. By all others it is
    kept; other rows among them keep it by their own SQL.
    """
    return lambda build: Question(build, anew)


def forget() -> None:
    """Work out every question anew."""
    for forget_one in _forgetting:
        forget_one()
