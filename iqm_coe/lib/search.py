"""What is found from everywhere: each room says in its `search.py` by which words its things are found, and where a
find leads. Whoever draws the page asks here and knows none of them (R44ah).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Exists, Model, Q, QuerySet, Value
from django.utils.functional import Promise

from iqm_coe.lib.cleaning import one_line
from iqm_coe.lib.names import order_of
from iqm_coe.lib.people import Person
from iqm_coe.lib.telephones import is_telephone

LONGEST, MOST_WORDS, LEAST = 100, 8, 2  # signs, words, signs
MOST_FOUND, SHOWN = 100, 6  # rows a kind
RUN = 3  # letters; the database's indexes know no shorter run
WORTH_GUESSING = 4  # letters: of a shorter word half the language is a neighbour

M = TypeVar("M", bound=Model)


class Nearness(IntEnum):
    """How well a row answers; the best comes first."""

    NUMBER = 0  # it bears just this number or postcode
    WORDS = 1  # each word stands in it
    NEAR = 2  # it is written much like it


@dataclass(frozen=True)
class Line:
    """One find: what it is called, what tells it from others of the name, and its page."""

    title: str
    url: str
    hint: str = ""


@dataclass(frozen=True)
class Kind(Generic[M]):
    """One kind of thing. Columns of its own table are asked together, each of another table by itself: a question over
    several tables would find no index.
    """

    title: str | Promise
    found_by: str | Promise
    rows: Callable[[Person], QuerySet[M] | None]  # those that this person may see; None where the kind is not for them
    line: Callable[[M, Person], Line]
    says: tuple[str, ...] = ()  # each word stands in one of these
    beside: tuple[str, ...] = ()  # columns of other tables, in one of which each word stands
    resembles: tuple[str, ...] = ()  # where a slip of the pen is forgiven
    numbers: tuple[str, ...] = ()  # what is read whole, with or without blanks
    telephones: tuple[str, ...] = ()  # what is dialled, however it is written
    whole_list: Callable[[Person, str], str] = lambda user, text: ""  # the address of the list, narrowed to these words


@dataclass(frozen=True)
class Asked:
    """What somebody looks for."""

    text: str

    @classmethod
    def of(cls, typed: str) -> "Asked":
        """What was typed, cleaned and cut to what anybody would look for."""
        return cls(" ".join(one_line(typed.replace("\0", ""))[:LONGEST].split()))

    @property
    def words(self) -> list[str]:
        """Those that say something."""
        return [word for word in self.text.split()[:MOST_WORDS] if order_of(word)]

    @property
    def says_enough(self) -> bool:
        return _letters(self.text) >= LEAST

    @property
    def has_only_short_words(self) -> bool:
        return all(_letters(word) < RUN for word in self.words)

    @property
    def may_be_a_number(self) -> bool:
        return any(sign.isdigit() for sign in self.text)

    @property
    def may_be_misspelt(self) -> bool:
        return any(_is_worth_guessing(word) for word in self.words)


def _letters(word: str) -> int:
    return len(order_of(word).replace(" ", ""))


def _is_worth_guessing(word: str) -> bool:
    return _letters(word) >= WORTH_GUESSING and not any(sign.isdigit() for sign in word)


@dataclass(frozen=True)
class Group:
    """The finds of one kind."""

    kind: Kind[Any]
    lines: list[Line]
    number: int  # up to `MOST_FOUND`
    nearness: Nearness
    whole_list: str

    @property
    def has_more(self) -> bool:
        return self.number > len(self.lines)

    @property
    def is_cut(self) -> bool:
        return self.number >= MOST_FOUND

    @property
    def is_guessed(self) -> bool:
        """Nothing says these words; what is shown is written much like them."""
        return self.nearness == Nearness.NEAR


_kinds: list[tuple[int, Kind[Any]]] = []


def declare(order: int, kind: Kind[M]) -> Kind[M]:
    """Declare a kind in a room's `search.py`; among equals the lower order stands first on the page."""
    _kinds.append((order, kind))
    return kind


class Place(NamedTuple):
    """A kind of thing, and those of it that somebody may see."""

    kind: Kind[Any]
    rows: QuerySet[Model]


def places_for(user: Person) -> list[Place]:
    """The kinds among which this person may find something, in their order, each with the rows that they may see."""
    ordered = sorted(_kinds, key=lambda pair: pair[0])
    return [Place(kind, rows) for _order, kind in ordered if (rows := kind.rows(user)) is not None]


def search(places: Iterable[Place], user: Person, asked: Asked) -> list[Group]:
    """What of these places answers, the best answered kind first; one question to the database a kind."""
    if not asked.says_enough:
        return []
    groups = [group for kind, rows in places if (group := _group(kind, rows, user, asked))]
    return sorted(groups, key=lambda group: group.nearness)


def _group(kind: Kind[M], rows: QuerySet[M], user: Person, asked: Asked) -> Group | None:
    arms = list(_arms(kind, rows, asked))
    if not arms:
        return None
    first, *others = arms
    found = _best(first.union(*others, all=True) if others else first)
    if not found:
        return None
    lines = sorted((_place(kind.line(row, user), nearness, asked) for nearness, row in found), key=lambda one: one[0])
    whole_list = kind.whole_list(user, asked.text)
    shown = [line for _key, line in lines[:SHOWN]]
    nearness = min(nearness for nearness, _row in found)
    if nearness == Nearness.NEAR:
        whole_list = ""  # the list narrows by words as they stand, and would find none of these
    return Group(kind, shown, min(len(lines), MOST_FOUND), nearness, whole_list)


def _arms(kind: Kind[M], rows: QuerySet[M], asked: Asked) -> Iterator[QuerySet[M]]:
    """The questions of one kind, each with an index of its own. Nothing is guessed where the words stand in the row's
    own columns; the other questions take too long to be asked twice.
    """
    plain = [rows.filter(condition) for condition in _conditions_of_words(kind, asked)]
    numbers = [rows.filter(condition) for condition in _conditions_of_numbers(kind, asked)]
    for nearness, arms in ((Nearness.NUMBER, numbers), (Nearness.WORDS, plain)):
        yield from (_cut(arm, nearness) for arm in arms)
    if kind.resembles and asked.may_be_misspelt:
        guessed = rows.filter(_each_word(asked, kind.resembles, _lookup_of_a_guess))
        if kind.says:
            guessed = guessed.filter(~Exists(plain[0].order_by()))
        yield _cut(guessed, Nearness.NEAR)


def _lookup_of_a_guess(word: str) -> str:
    return "resembles" if _is_worth_guessing(word) else "has_word_from"


def _cut(rows: QuerySet[M], nearness: Nearness) -> QuerySet[M]:
    said = rows.order_by().annotate(nearness=Value(int(nearness)))
    return said[:MOST_FOUND]  # type: ignore[return-value]  # the stubs lose the model of an annotated row


def _conditions_of_words(kind: Kind[M], asked: Asked) -> Iterator[Q]:
    """Each word stands in a column of the row's own, or all of them in one column of a neighbour's."""
    lookup = "has_word_from" if asked.has_only_short_words else "says"
    own = kind.resembles if asked.has_only_short_words else kind.says
    for columns in (own, *((column,) for column in kind.beside)):
        if columns:
            yield _each_word(asked, columns, lambda word: lookup)


def _each_word(asked: Asked, columns: Iterable[str], lookup_of: Callable[[str], str]) -> Q:
    """Each of the words stands in one of these columns."""
    every = Q()
    for word in asked.words:
        either = Q()
        for column in columns:
            either |= Q(**{f"{column}__{lookup_of(word)}": word})
        every &= either
    return every


def _conditions_of_numbers(kind: Kind[M], asked: Asked) -> Iterator[Q]:
    if asked.may_be_a_number:
        yield from (Q(**{f"{column}__reads_as": asked.text}) for column in kind.numbers)
    if is_telephone(asked.text):
        yield from (Q(**{f"{column}__dials": asked.text}) for column in kind.telephones)


def _best(rows: Iterable[M]) -> list[tuple[Nearness, M]]:
    """Each row once, by its best answer; what is only guessed falls away where anything else answers."""
    best: dict[object, tuple[Nearness, M]] = {}
    for row in rows:
        nearness = Nearness(row.nearness)  # type: ignore[attr-defined]  # annotated in `_cut`
        if row.pk not in best or nearness < best[row.pk][0]:
            best[row.pk] = (nearness, row)
    is_guessed = all(nearness == Nearness.NEAR for nearness, _row in best.values())
    return [found for found in best.values() if is_guessed or found[0] != Nearness.NEAR]


def _place(line: Line, nearness: Nearness, asked: Asked) -> tuple[tuple[int, float, str], Line]:
    """Where a find stands among those of its kind: what begins so before what holds it, equal ones by name."""
    said, looked_for = order_of(line.title), order_of(asked.text)
    if nearness == Nearness.NEAR:
        return (nearness, -_likeness(looked_for, said), said), line
    begins = (said == looked_for, said.startswith(looked_for), f" {looked_for}" in said, looked_for in said, True)
    return (nearness, begins.index(True), said), line


def _likeness(looked_for: str, said: str) -> float:
    """The share of the runs of three letters that the other has too, as the database reckons it."""
    wanted = _runs(looked_for)
    return len(wanted & _runs(said)) / len(wanted)


def _runs(words: str) -> set[str]:
    padded = (f"  {word} " for word in words.split())
    return {word[start : start + RUN] for word in padded for start in range(len(word) - RUN + 1)}
