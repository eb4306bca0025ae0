"""The year board: every Centre year with where it stands at each step, and how late it is (P21)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Min, QuerySet
from django.utils.translation import get_language

from centres.membership.enums import CentreAccessKind, CentreState
from centres.membership.models.access import CentreAccess
from centres.year.models.year import CentreYear
from centres.year.querysets.year import CentreYearQuerySet
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import years_later
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.kept_values import Typed
from iqm_coe.lib.names import order_of, orders_of
from iqm_coe.lib.year_cells import Cell, cell_of, said_of_all
from iqm_coe.lib.year_steps import StepOfYear, Tally, steps_in_order
from iqm_coe.lib.year_tallies import Stood, owed_in, stood, tallies_of
from reviews.visits.models.visit import Visit
from schools.models.school import School

ALL_DONE = "done"
THIS_YEAR, LAST_YEAR = "now", "last"
MOST_BY_NUMBER = 100  # years
NOTHING = Stood()


@dataclass(frozen=True)
class SchoolRow:
    """One school of an unfolded year: of each step the things that it owes."""

    school: str
    cells: list[tuple[str, list[Cell]]]


class Facts(NamedTuple):
    """A Centre year, with the number of its Centre, and the name and the nation of the school that leads it."""

    pk: int
    centre_pk: int
    centre: str
    number: int
    opens_on: date
    closes_on: date
    lead: str
    nation: str


_Told = tuple[int, int, str, int, date, date, str, str]  # `Facts`, as the database gives them


class Row(NamedTuple):
    """One Centre year, with the codes of the steps that are done and that are late, and of the first that is not done.
    What is most late is late by so many days.
    """

    facts: Facts
    advisers: Mapping[int, str]
    assessors: Mapping[int, str]
    done: tuple[str, ...]
    late: tuple[str, ...]
    stage: str
    days_late: int

    @property
    def pk(self) -> int:
        """Of the year."""
        return self.facts.pk


def rows_of(user: User, on: date, *, when: str = THIS_YEAR, words: str = "") -> list[Row]:
    """Every year that this person may see, by the name of its Centre: those that hold this day, or the ones that closed
    in the twelve months before.
    """
    when = LAST_YEAR if when == LAST_YEAR else THIS_YEAR
    found = stood(user, _numbers.sql(user, on, when), on)
    advisers, assessors = _people(_advisers(user, on, when)), _people(_assessors(user, on, when))
    told, nobody = _told(user, on, when, words), dict[int, str]()
    orders = orders_of(row[2] for row in told)
    told.sort(key=lambda row: (orders[row[2]], row[0]))
    rows = []
    for row in told:
        pk, centre = row[:2]
        done, still_open, late, due_on = found.get(pk, NOTHING)
        of_centre, of_year = advisers.get(centre, nobody), assessors.get(pk, nobody)
        stage = still_open[0] if still_open else ALL_DONE
        days_late = (on - due_on).days if late and due_on else 0
        rows.append(Row(Facts._make(row), of_centre, of_year, done, late, stage, days_late))
    return rows


def _told(user: User, on: date, when: str, words: str) -> list[_Told]:
    """Of the years whose Centres are called so, or of all."""
    if not words:
        return _facts_kept(user, on, when)
    typed = Typed(words)
    return _facts_said(user, on, when, typed) if typed.can_be_another else list(_facts_of(user, on, when, words))


def _years(user: User, on: date, when: str) -> CentreYearQuerySet:
    years: CentreYearQuerySet = CentreYear.objects.visible_to(user).exclude(centre__state=CentreState.CLOSED)
    if when == LAST_YEAR:
        return years.filter(closes_on__range=(years_later(on, -1), on - timedelta(days=1)))
    return years.open_on(on)


@kept()
def _numbers(user: User, on: date, when: str) -> QuerySet[CentreYear, dict[str, int]]:
    return _years(user, on, when).order_by().values("pk")


def _facts_of(user: User, on: date, when: str, words: str) -> QuerySet[CentreYear, _Told]:
    """As `Facts` has them."""
    years, lead = _years(user, on, when), "centre__lead_school"
    said = years.filter(centre__name__says=words) if words else years
    names = ("centre__name", "number", "opens_on", "closes_on", f"{lead}__name", f"{lead}__country")
    return said.order_by().values_list("pk", "centre_id", *names)


@kept()
def _facts_kept(user: User, on: date, when: str) -> QuerySet[CentreYear, _Told]:
    return _facts_of(user, on, when, "")


@kept("words")
def _facts_said(user: User, on: date, when: str, words: Typed) -> QuerySet[CentreYear, _Told]:
    return _facts_of(user, on, when, words)


def late_years(user: User, on: date) -> int:
    """How many of today's years have anything that is late."""
    return sum(bool(one.late) for one in stood(user, _numbers.sql(user, on, THIS_YEAR), on).values())


def tallies_for(user: User, rows: Collection[Row], on: date, when: str) -> dict[int, dict[str, Tally]]:
    """By year the tallies of these rows; of many all of that time are asked for, instead of each by its number."""
    if len(rows) <= MOST_BY_NUMBER:
        return tallies_of(user, [row.pk for row in rows], on)
    when = LAST_YEAR if when == LAST_YEAR else THIS_YEAR
    return tallies_of(user, _years(user, on, when).order_by().values("pk"), on)


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
    rows = Visit.objects.live().filter(year__in=years, left_at=None).order_by()
    each = rows.values("year_id", "assessor_id", "assessor__name").annotate(first=Min("pk")).order_by("first")
    return each.values_list("year_id", "assessor_id", "assessor__name")


def _people(rows: Iterable[tuple[int, int, str]]) -> Mapping[int, Mapping[int, str]]:
    """By what they belong to, by their number; those who are there alone share one dictionary wherever they are."""
    found, alone = dict[int, dict[int, str]](), dict[int, dict[int, str]]()
    for of, pk, name in rows:
        known = found.get(of)
        if known is not None:
            found[of] = {**known, pk: name}
        elif pk in alone:
            found[of] = alone[pk]
        else:
            found[of] = alone[pk] = {pk: name}
    return found


def cells_of(tallies: Mapping[str, Tally], steps: Iterable[StepOfYear], page: str, on: date) -> list[Cell | None]:
    """A year as cells in the order of the steps, which lead to its page; None where a step has nothing in it."""
    language = get_language()
    return [
        Cell(*said_of_all(step, tally[2:], on, language), f"{page}#{step.anchor}")
        if (tally := tallies.get(step.code))
        else None
        for step in steps
    ]


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
    done, late = Counter[str](), Counter[str]()
    for (are_done, are_late), number in Counter((row.done, row.late) for row in rows).items():
        done.update(dict.fromkeys(are_done, number))
        late.update(dict.fromkeys(are_late, number))
    return [Total(str(step.label), done[step.code], late[step.code]) for step in steps_in_order()]
