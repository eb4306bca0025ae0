"""The steps of Centre years: each room tells once what one is made of; the year line and the year board read it.

A room gives the rows of its step, a school's payment or a school's review, and says of each in the query whether it is
done, by which day it is due and whose turn it is. Whatever is shown of a year or of many is counted from these rows.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import IntFlag
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    F,
    IntegerField,
    Model,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from iqm_coe.lib.people import Person

NOT_YET = gettext_lazy("Not yet")  # of what is not done, and has no day, or none that its reader may know
State = Literal["done", "now", "due", "late", "coming"]
Rows = QuerySet[Model]
SomeYears = Collection[int] | QuerySet[Any]  # by their numbers
Years = SomeYears | RawSQL


class Turn(IntFlag):
    """Whose turn it is: of one of them, or of several together."""

    NOBODY = 0
    SCHOOL = 1
    ASSESSOR = 2
    IQM = 4

    def words(self, *, to_school: bool = False) -> str:
        """Who they are, in the order in which a year asks them; the school is told of itself as *you*."""
        return _turn_in_words(self, to_school, get_language())


@lru_cache(maxsize=64)
def _turn_in_words(turn: Turn, to_school: bool, _language: str | None) -> str:
    """A board has five hundred of them."""
    school = _("you") if to_school else _("the school")
    named = {Turn.SCHOOL: school, Turn.ASSESSOR: _("the assessor"), Turn.IQM: _("IQM")}
    return _(" and ").join(words for one, words in named.items() if one in turn)


class Owed(NamedTuple):
    """One thing that a school owes in a year, or that is owed to it. `as_said` is its room's own word for how it
    stands; `thing` leads to it, where this person may open it; `since` is the day from which it has been with them.
    """

    step: int
    year: int
    school: int
    is_done: bool
    is_begun: bool
    due_on: date | None
    done_on: date | None
    turn: int
    as_said: str
    thing: int | None
    since: date | None


Counted = tuple[int, int, int, int, date | None, date | None, int, int]  # a tally, but for its step and its year


class Tally(NamedTuple):
    """All things of one step of one year together. Due and turn are those of what is not done; a day is late from the
    next one on.
    """

    step: int
    year: int
    total: int
    done: int
    begun: int
    late: int
    due_on: date | None
    done_on: date | None
    open_with: int
    late_with: int

    @property
    def is_done(self) -> bool:
        return self.done == self.total

    @property
    def day(self) -> date | None:
        """The day on which the last of them was done, else by which the first of the others is due."""
        return self.done_on if self.is_done else self.due_on

    @property
    def turn(self) -> Turn:
        """Who is late, else who is to move."""
        return Turn(self.late_with or self.open_with or 0)


class InWords(NamedTuple):
    """How one thing stands, in a sentence, and where it is."""

    words: str
    url: str


@dataclass(frozen=True)
class Owing:
    """Rows of which each is one thing that is owed, and what can be asked of it: only what is asked for is joined."""

    rows: Rows
    columns: Mapping[str, Combinable]

    def of_school(self, school: int) -> "Owing":
        """Only those of this school."""
        rows: Rows = self.rows.alias(of_school=self.columns["of_school"]).filter(of_school=school)
        return replace(self, rows=rows)

    def told(self, place: int, names: Iterable[str]) -> Rows:
        """With the place of the step and these columns."""
        columns = {name: self.columns[name] for name in names}
        rows: Rows = self.rows.order_by().annotate(place=Value(place, IntegerField()), **columns)
        return rows


@dataclass(frozen=True, eq=False)
class StepOfYear:
    """One step of every Centre year, as its room tells it. `thing` is what is owed at it, within a sentence; `anchor`
    is its part of the year's page, `near` how many days before its day it is called due; a step that `shows_work` says
    that it has begun. One that is not `on_line` is told of schools alone: neither the line of the year nor the board
    has it. Mails about its thing are found by `mailed`: labels of what they name, each with the way from that to the
    thing. `shared` says whether this person reads at this step of every school of a Centre, by its number, and not only
    what they may open. `says_whom` are the words of a room that say already with whom it is. `days_done` gives of
    (person, school), by the number of a thing, the day on which it was done, where that takes longer to find than many
    years at once have. `in_words` is the sentence in which whoever speaks for the school reads on their home what is
    still to be done, where its room knows more than day and turn; what has words of `told_apart` is told there by the
    room's own part. What `told` says follows from the tally alone. A step is declared once and equals itself alone.
    """

    code: str
    order: int
    label: str | Promise
    thing: str | Promise
    anchor: str
    owed: Callable[[Person, Years, date], Owing]  # for (person, years, day in London): rows made by `owing`
    told: Callable[[Tally], str]  # the year in a few words
    said: Callable[[Owed, date], str]  # one thing in a word
    address: Callable[[int], str]  # of a thing, by its number
    asked: Callable[[Owed, str], str]  # what is to be done by this day, in words
    mailed: tuple[tuple[str, str], ...]
    near: int = 14
    shows_work: bool = False
    on_line: bool = True
    says_whom: Collection[str] = ()
    days_done: Callable[[Person, int], Mapping[int, date]] = lambda user, school: {}
    shared: Callable[[Person, int], bool] = lambda user, centre: True
    in_words: Callable[[Person, Owed, date], InWords | None] = lambda user, owed, on: None
    told_apart: Collection[str] = ()

    @property
    def ahead(self) -> str:
        """What a year is called in which this is what comes next."""
        return _("Next: %s") % self.thing

    def state(self, *, is_done: bool, is_begun: bool, due_on: date | None, on: date) -> State:
        """Where it stands, the same for a year and for one thing in it."""
        found = standing(is_done=is_done, due_on=due_on, on=on, near=self.near)
        return "now" if found == "coming" and is_begun and self.shows_work else found

    def state_of(self, told: Tally, on: date) -> State:
        return self.state(is_done=told.is_done, is_begun=bool(told.begun), due_on=told.due_on, on=on)


def standing(*, is_done: bool, due_on: date | None, on: date, near: int = 14) -> State:
    """Where a dated thing stands: late from the day after it was due, due with at most `near` days left."""
    if is_done:
        return "done"
    if due_on is None:
        return "coming"
    left = (due_on - on).days
    return "late" if left < 0 else "due" if left <= near else "coming"


_steps: list[StepOfYear] = []


def year_step(step: StepOfYear) -> StepOfYear:
    """Declare it, in a room's panels.py."""
    _steps.append(step)
    return step


def steps_in_order() -> list[StepOfYear]:
    """The steps of the line, in the order of the year."""
    return [step for step in steps_of_schools() if step.on_line]


def steps_of_schools() -> list[StepOfYear]:
    """Every step, also those that are told of schools alone, in the order of the year."""
    return sorted(_steps, key=lambda step: step.order)


# ---- what a room says of its rows ----

NO_DAY = Cast(Value(None), DateField())
NO_THING = Cast(Value(None), IntegerField())


def so(condition: Q) -> Case:
    """Whether this holds, also where it is asked of nothing."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def whose(*turns: tuple[Q, Turn], otherwise: Turn) -> Case:
    """Whose turn it is: the first of these that holds."""
    cases = [When(condition, then=Value(int(turn))) for condition, turn in turns]
    return Case(*cases, default=Value(int(otherwise)), output_field=IntegerField())


def owing(
    rows: Rows,
    *,
    year: str,
    school: str | Combinable,
    is_done: Q,
    due_on: str | Combinable,
    turn: Combinable,
    as_said: str | Combinable,
    is_begun: Q | None = None,
    done_on: str | Combinable = NO_DAY,
    thing: str | Combinable = NO_THING,
    since: str | Combinable = NO_DAY,
) -> Owing:
    """These rows, each of which is one thing that is owed, with what is asked of every step."""
    return Owing(
        rows,
        {
            "of_year": F(year),
            "of_school": F(school) if isinstance(school, str) else school,
            "was_done": so(is_done),
            "was_begun": so(is_done if is_begun is None else is_begun),
            "due_by": Cast(due_on, DateField()),
            "done_by": Cast(done_on, DateField()),
            "whose_turn": turn,
            "word": Cast(as_said, CharField()),
            "leads_to": Cast(thing, IntegerField()),
            "with_since": Cast(since, DateField()),
        },
    )
