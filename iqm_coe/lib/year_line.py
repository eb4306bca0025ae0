"""The year line: the steps of one Centre year as marks on a line, in the order of the year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from iqm_coe.lib.year_steps import State, steps_in_order, tallies_of


@dataclass(frozen=True)
class YearStep:
    """One mark on the line: where it stands, and the day it was done or is due."""

    label: str | Promise
    state: State
    on: date | None = None
    url: str = ""
    note: str = ""


def steps_of(user: object, year: int, on: date, *, page: str) -> Iterator[YearStep]:
    """The steps of a year, by its number, as this person may see them; `page` is the address of the year. A step that
    has nothing in it is left out.
    """
    told = tallies_of(user, [year], on).get(year, {})
    for step in steps_in_order():
        if tally := told.get(step.code):
            state = step.state_of(tally, on)
            yield YearStep(step.label, state, tally.day, f"{page}#{step.anchor}", step.told(tally))
