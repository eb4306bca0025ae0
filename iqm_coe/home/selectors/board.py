"""The year board: every Centre year with where it stands at each step, and how late it is (P21)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from centres.membership.enums import CentreAccessKind, CentreState
from centres.membership.models.access import CentreAccess
from centres.year.models.year import CentreYear
from centres.year.querysets.year import CentreYearQuerySet
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.dates import years_later
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.names import in_order, order_of
from iqm_coe.lib.year_cells import Cell, cell_of, drawn
from iqm_coe.lib.year_steps import StepOfYear, Tally, steps_in_order
from iqm_coe.lib.year_tallies import owed_in, tallies_of
from reviews.visits.models.visit import Visit
from schools.models.school import School

ALL_DONE = "done"
THIS_YEAR, LAST_YEAR = "now", "last"


@dataclass(frozen=True)
class SchoolRow:
    """One school of an unfolded year: of each step the things that it owes."""

    school: str
    cells: list[tuple[str, list[Cell]]]


class Facts(NamedTuple):
    """A Centre year, with the name and the nation of the school that leads the Centre."""

    pk: int
    centre: str
    number: int
    opens_on: date
    closes_on: date
    lead: str
    nation: str


_Told = tuple[int, int, str, int, date, date, str, str]  # of a year: its number, its Centre's, then the other facts


@dataclass(frozen=True, slots=True)
class Row:
    """One Centre year. `late` has the days by which each step is late that is, by the step's code."""

    facts: Facts
    advisers: Mapping[int, str]
    assessors: Mapping[int, str]
    tallies: Mapping[str, Tally]
    late: Mapping[str, int]
    stage: str

    @property
    def days_late(self) -> int:
        """By how many days what is most late is late."""
        return max(self.late.values(), default=0)

    @property
    def pk(self) -> int:
        """Of the year."""
        return self.facts.pk


def rows_of(user: User, on: date, *, when: str = THIS_YEAR, words: str = "") -> list[Row]:
    """Every year that this person may see, by the name of its Centre: those that hold this day, or the ones that closed
    in the twelve months before.
    """
    when = LAST_YEAR if when == LAST_YEAR else THIS_YEAR
    years = _years(user, on, when)
    tallies = tallies_of(user, years.order_by().values("pk"), on)  # of all: what somebody types is no kept question
    advisers, assessors = _people(_advisers(user, on, when)), _people(_assessors(user, on, when))
    told = _facts(years.filter(centre__name__says=words)) if words else _facts_kept(user, on, when)
    steps, rows = steps_in_order(), []
    for row in told:
        pk, centre = row[:2]
        told_of = tallies.get(pk, {})
        late = {code: (on - one.due_on).days for code, one in told_of.items() if one.late and one.due_on}
        people = (advisers.get(centre, {}), assessors.get(pk, {}))
        rows.append(Row(Facts(pk, *row[2:]), *people, told_of, late, _stage(steps, told_of)))
    return rows


def _years(user: User, on: date, when: str) -> CentreYearQuerySet:
    years: CentreYearQuerySet = CentreYear.objects.visible_to(user).exclude(centre__state=CentreState.CLOSED)
    if when == LAST_YEAR:
        return years.filter(closes_on__range=(years_later(on, -1), on - timedelta(days=1)))
    return years.open_on(on)


def _facts(years: CentreYearQuerySet) -> QuerySet[CentreYear, _Told]:
    """The number of each year and of its Centre, then what `Facts` has besides."""
    lead = "centre__lead_school"
    names = ("centre__name", "number", "opens_on", "closes_on", f"{lead}__name", f"{lead}__country")
    return years.order_by(in_order("centre__name"), "pk").values_list("pk", "centre_id", *names)


@kept()
def _facts_kept(user: User, on: date, when: str) -> QuerySet[CentreYear, _Told]:
    return _facts(_years(user, on, when))


def late_years(user: User, on: date) -> int:
    """How many of today's years have anything that is late."""
    keys = _years(user, on, THIS_YEAR).order_by().values("pk")
    return sum(any(one.late for one in year.values()) for year in tallies_of(user, keys, on).values())


def _stage(steps: Iterable[StepOfYear], tallies: Mapping[str, Tally]) -> str:
    """The first step that is not done."""
    return next((one.code for one in steps if one.code in tallies and not tallies[one.code].is_done), ALL_DONE)


@kept()
def _advisers(user: User, on: date, when: str) -> QuerySet[CentreAccess, tuple[int, int, str]]:
    """Of each Centre those who advise it now."""
    centres = _years(user, on, when).order_by().values("centre")
    rows = CentreAccess.objects.live().filter(kind=CentreAccessKind.ADVISER, centre__in=centres)
    return rows.values_list("centre_id", "user_id", "user__name")


@kept()
def _assessors(user: User, on: date, when: str) -> QuerySet[Visit, tuple[int, int, str]]:
    """Of each year those who visit it."""
    years = _years(user, on, when).order_by().values("pk")
    rows = Visit.objects.live().filter(year__in=years, left_at=None).order_by("pk")
    return rows.values_list("year_id", "assessor_id", "assessor__name")


def _people(rows: Iterable[tuple[int, int, str]]) -> dict[int, dict[int, str]]:
    """By what they belong to, by their number."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for of, pk, name in rows:
        found[of][pk] = name
    return found


def cells_of(row: Row, on: date) -> list[Cell | None]:
    """A year as cells in the order of the steps; None where a step has nothing in it."""
    page = address("year:year", row.pk)
    return [_cell(step, row.tallies.get(step.code), page, on) for step in steps_in_order()]


def _cell(step: StepOfYear, tally: Tally | None, page: str, on: date) -> Cell | None:
    if tally is None:
        return None
    state = step.state_of(tally, on)
    note = "" if tally.is_done else step.told(tally)
    return drawn(step, state, tally.day, note, tally.turn, f"{page}#{step.anchor}", on)


def unfolded(user: User, rows: Collection[Row], on: date) -> dict[int, list[SchoolRow]]:
    """By year its schools, by name, each with what it owes at every step."""
    if not rows:
        return {}
    found: dict[int, dict[int, dict[str, list[Cell]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for step, owed in owed_in(user, [row.pk for row in rows], on):
        found[owed.year][owed.school][step.code].append(cell_of(step, owed, on))
    schools = {school for year in found.values() for school in year}
    names = dict(School.objects.filter(pk__in=schools).order_by().values_list("pk", "name"))
    steps = [(step.code, str(step.label)) for step in steps_in_order()]
    return {
        year: [
            SchoolRow(names[pk], [(label, of_school[pk].get(code, [])) for code, label in steps])
            for pk in sorted(of_school, key=lambda pk: (order_of(names[pk]), pk))
        ]
        for year, of_school in found.items()
    }


@dataclass(frozen=True)
class Total:
    """Of one step, in how many years it is done and in how many late."""

    label: str
    done: int
    late: int


def totals_of(rows: Iterable[Row]) -> list[Total]:
    """At the foot of the board: of all these years, not of one page."""
    rows = list(rows)
    return [
        Total(
            str(step.label),
            sum(row.tallies[step.code].is_done for row in rows if step.code in row.tallies),
            sum(step.code in row.late for row in rows),
        )
        for step in steps_in_order()
    ]
