"""The year line: the steps of one Centre year as marks on a line, in the order of the year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from iqm_coe.lib.year_steps import State, Tally, steps_in_order, tallies_of


@dataclass(frozen=True)
class YearStep:
    """One mark on the line: where it stands, and the day it was done or is due."""

    label: str | Promise
    state: State
    on: date | None = None
    url: str = ""
    note: str = ""


def steps_of(user: object, pages: Mapping[int, str], on: date) -> dict[int, list[YearStep]]:
    """The steps of years, by their numbers, as this person may see them; `pages` are their addresses. A step that has
    nothing in it is left out.
    """
    told = tallies_of(user, list(pages), on)
    return {year: list(_steps(told.get(year, {}), page, on)) for year, page in pages.items()}


def _steps(told: Mapping[str, Tally], page: str, on: date) -> Iterator[YearStep]:
    for step in steps_in_order():
        if tally := told.get(step.code):
            state = step.state_of(tally, on)
            yield YearStep(step.label, state, tally.day, f"{page}#{step.anchor}", step.told(tally))
