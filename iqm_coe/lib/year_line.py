"""The year line: the steps of one Centre year as marks on a line, in the order of the year."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from iqm_coe.lib.people import Person
from iqm_coe.lib.year_steps import State, Tally, steps_in_order
from iqm_coe.lib.year_tallies import tallies_of, tallies_of_one, tallies_of_school


@dataclass(frozen=True)
class YearStep:
    """One mark on the line: where it stands, and the day it was done or is due."""

    label: str | Promise
    state: State
    on: date | None = None
    url: str = ""
    note: str = ""
    code: str = ""  # of the step; nothing for what is no step
    settles: str = ""  # the code of the step of which this is the certain day
    within: str = ""  # the code of the step on the way to which this is a day
    thing: int | None = None  # the number of what is owed at that step, of what is certain


# Gives of (person, numbers of years, day) what lies ahead on a day that is certain, each with the number of its year,
# beside the steps: a visit that is agreed, an answer that is asked.
Dated = Callable[[Person, Collection[int], date], Iterable[tuple[int, YearStep]]]
_dated: list[Dated] = []


def dated(function: Dated) -> Dated:
    """Let a room tell of such days, in its panels.py."""
    _dated.append(function)
    return function


def days_ahead(user: Person, years: Collection[int], on: date) -> dict[int, list[YearStep]]:
    """All that the rooms tell, by the number of the year."""
    found = defaultdict[int, list[YearStep]](list)
    for tell in _dated:
        for year, step in tell(user, years, on):
            found[year].append(step)
    return found


def steps_of(
    user: Person, pages: Mapping[int, str], on: date, *, school: int | None = None
) -> dict[int, list[YearStep]]:
    """The steps of years, by their numbers, as this person may see them; `pages` are their addresses. A step that has
    nothing in it is left out. Of one `school` they are what it owes itself.
    """
    if school is not None:
        told = tallies_of_school(user, list(pages), on, school)
    elif len(pages) == 1:
        told = {year: tallies_of_one(user, year, on) for year in pages}
    else:
        told = tallies_of(user, list(pages), on)
    return {year: list(_steps(told.get(year, {}), page, on)) for year, page in pages.items()}


def _steps(told: Mapping[str, Tally], page: str, on: date) -> Iterator[YearStep]:
    for step in steps_in_order():
        if tally := told.get(step.code):
            state = step.state_of(tally, on)
            yield YearStep(step.label, state, tally.day, f"{page}#{step.anchor}", step.told(tally), step.code)
