"""The year board as a page, on paper and as a file: the years as they are narrowed, arranged and unfolded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from iqm_coe.accounts.models.user import User
from iqm_coe.home.filters import ANY, BoardForm, Narrowed, arranged, choices_of, group_of, narrowed
from iqm_coe.home.selectors.board import (
    Row,
    SchoolRow,
    Total,
    cells_of,
    rows_of,
    tallies_for,
    totals_of,
    unfolded,
)
from iqm_coe.lib import sheets
from iqm_coe.lib.addresses import address, addresses
from iqm_coe.lib.lists.controls import FilterControl, filter_control
from iqm_coe.lib.lists.page import PRINTED, in_words
from iqm_coe.lib.lists.table import ALL, FORMAT, PAGE, keep_views_of
from iqm_coe.lib.year_cells import Cell
from iqm_coe.lib.year_steps import Tally, steps_in_order

YEARS_A_PAGE, MOST_PRINTED = 25, 2000
BOARD, OPEN, YEAR = "home:board", "open", "year:year"
keep_views_of(BOARD, _lazy("Year board"), BoardForm.base_fields, opens="year.read_board")
LONGEST_NUMBER = 9  # digits


@dataclass(frozen=True)
class Chip:
    """What is late, as something to press: how many years it leaves."""

    label: str
    count: int | None
    url: str
    is_current: bool


@dataclass(frozen=True)
class Line:
    """A year as the page draws it, with its own page; `schools` where it is unfolded. `fold` folds it the other way."""

    row: Row
    page: str
    cells: list[Cell | None]
    fold: str
    schools: list[SchoolRow] | None

    @property
    def late(self) -> list[Cell]:
        """What is late, in the order of the year, for a screen too small for columns."""
        return [cell for cell in self.cells if cell and cell.state == "late"]


@dataclass(frozen=True)
class Group:
    """Years that stand together on a page; `count` is of all pages. Without a label where nothing is grouped."""

    label: str
    count: int
    lines: list[Line]


def _said(query: Mapping[str, list[str]]) -> str:
    """As it stands in an address."""
    return f"?{urlencode([(name, one) for name, values in query.items() for one in values])}"


def _late_words(code: str, label: str | Promise) -> str:
    return str(label) if code == ANY else _("%s late") % label


def _fewer(chosen: Mapping[str, str]) -> str:
    """What to do where too much was asked for; only what was typed can be spelt wrong."""
    return _("Look at the spelling, choose less, or show all.") if "q" in chosen else _("Choose less, or show all.")


class Board:
    """The years that this person sees, as an address asks for them on a day in London."""

    def __init__(self, user: User, query: MultiValueDict[str, str], on: date) -> None:
        self.user, self.query, self.on = user, query, on
        self.form = BoardForm(query)
        self.when, words = query.get("when", ""), self.form["q"].value() or ""
        seen = rows_of(user, on, when=self.when, words=words)
        self.form.offer(seen)
        self.form.full_clean()
        self.chosen: dict[str, str] = {name: str(value) for name, value in self.form.cleaned_data.items() if value}
        self.narrowed: Narrowed = narrowed(seen, self.chosen)
        self.group = self.chosen.get("group", "")
        self.rows = arranged(self.narrowed.rows, sort=self.chosen.get("sort", ""), group=self.group)

    # ---- addresses

    def address(self, **changed: str) -> str:
        """The board with something else chosen, from its first page; an empty word takes a choice away. Where
        nothing is chosen it asks for all, whatever view the board opens with.
        """
        query = {name: values for name, values in self.query.lists() if name not in {ALL, PAGE, FORMAT, *changed}}
        return _said(query | {name: [value] for name, value in changed.items() if value} or {ALL: ["1"]})

    @property
    def querystring(self) -> str:
        """For the links to the other pages."""
        return self.address().removeprefix("?")

    def _folded(self, pk: int) -> str:
        """The same page with this year unfolded, or folded again."""
        if OPEN not in self.query:
            return f"{self._start}{OPEN}={pk}#year-{pk}"
        others = [one for one in self.query.getlist(OPEN) if one != str(pk)]
        query = dict(self.query.lists()) | {OPEN: others if pk in self._asked_open else [*others, str(pk)]}
        return f"{_said(query)}#year-{pk}"

    @cached_property
    def _start(self) -> str:
        """Of an address that goes on from this one."""
        return f"{_said(dict(self.query.lists()))}&" if self.query else "?"

    @cached_property
    def _asked_open(self) -> set[int]:
        asked = self.query.getlist(OPEN)
        return {int(one) for one in asked if one.isdecimal() and len(one) <= LONGEST_NUMBER}

    @property
    def xlsx(self) -> str:
        return self.address(**{FORMAT: "xlsx"})

    @property
    def csv(self) -> str:
        return self.address(**{FORMAT: "csv"})

    @property
    def print(self) -> str:
        return self.address(**{FORMAT: PRINTED})

    # ---- what stands above the years

    @property
    def is_valid(self) -> bool:
        """Whether every choice is one that there is."""
        return not self.form.errors

    def fields(self) -> list[FilterControl]:
        """The form, but for what is late, which the chips choose."""
        shown = [field for field in self.form if field.name != "late"]
        return [filter_control(field, self.narrowed.counts.get(field.name)) for field in shown]

    def kept(self) -> list[tuple[str, str]]:
        """What the form does not ask and goes on from."""
        return [(name, one) for name in ("late", OPEN) for one in self.query.getlist(name)]

    def chips(self) -> list[Chip]:
        """What is late first, then all."""
        _every, choices = choices_of([])["late"]
        current, counts = self.chosen.get("late", ""), self.narrowed.counts["late"]
        late = [
            Chip(_late_words(code, label), counts[code], self.address(late=code), code == current)
            for code, label in choices
        ]
        return [*late, Chip(_("All"), None, self.address(late=""), not current)]

    def narrowed_by(self) -> list[tuple[str, str]]:
        """What the board is narrowed by, in words."""
        late = str(dict(choices_of([])["late"][1]).get(self.chosen.get("late", ""), ""))
        said = [(_("Late"), late)] if late else []
        shown = [field for field in self.form if field.name != "late" and field.name in self.chosen]
        return said + [(str(field.label), in_words(field, self.chosen[field.name])) for field in shown]

    def empty(self) -> tuple[str, str]:
        """Why no year is there, and what to do: late with that none of them is, or narrowed by too much."""
        late, fewer = self.chosen.get("late", ""), set(self.chosen) - {"late", "sort", "group"}
        if not late:
            to_come = _("A Centre year stands here from the day on which it opens.")
            return _("No Centre year found"), _fewer(self.chosen) if fewer else to_come
        things = {step.code: step.thing for step in steps_in_order()}
        of = _("its %s") % things[late] if late in things else _("anything")
        if fewer:
            return _("None of these Centre years is late with %s") % of, _fewer(self.chosen)
        return _("No Centre year is late with %s") % of, _("Show all to see how each stands.")

    # ---- the years

    @cached_property
    def page(self) -> Page[Row]:
        return Paginator(self.rows, YEARS_A_PAGE).get_page(self.query.get(PAGE))

    def labels(self) -> list[str]:
        return [str(step.label) for step in steps_in_order()]

    def groups(self) -> list[Group]:
        """Of this page."""
        return self._groups(list(self.page))

    def printed(self) -> list[Group]:
        """Of all pages, as far as anybody prints."""
        return self._groups(self.rows[:MOST_PRINTED])

    def _groups(self, rows: list[Row]) -> list[Group]:
        opened = unfolded(self.user, [row for row in rows if row.pk in self._asked_open], self.on)
        tallies, steps, page_of = self._tallies(rows), steps_in_order(), addresses(YEAR)
        lines = [
            Line(row, page, cells_of(tallies[row.pk], steps, page, self.on), self._folded(row.pk), opened.get(row.pk))
            for row in rows
            for page in (page_of(row.pk),)
        ]
        if not self.group:
            return [Group("", len(self.rows), lines)]
        every = [group_of(row, self.group) for row in self.rows]
        return [
            Group(label, every.count((place, label)), list(found))
            for (place, label), found in groupby(lines, key=lambda line: group_of(line.row, self.group))
        ]

    def _tallies(self, rows: list[Row]) -> Mapping[int, Mapping[str, Tally]]:
        return tallies_for(self.user, rows, self.on, self.when)

    def totals(self) -> list[Total]:
        return totals_of(self.rows)

    # ---- as a file

    def heading(self) -> list[str]:
        """Of the file: facts of the year, then of each step how it stands."""
        facts = [_("Centre"), _("Year"), _("Opens"), _("Ends"), _("Lead school"), _("Nation"), _("Adviser")]
        facts += [_("Assessor"), _("Stage"), _("Days late")]
        parts = [_("day"), _("done"), _("of"), _("late"), _("waits for")]
        return facts + [one for label in self.labels() for one in (label, *(f"{label}: {part}" for part in parts))]

    def cells(self) -> Iterator[list[sheets.Cell]]:
        """Every year that is left, in its order."""
        tallies = self._tallies(self.rows)
        for row in self.rows:
            people = [", ".join(one.values()) for one in (row.advisers, row.assessors)]
            stage = group_of(row, "stage")[1]
            yield [*row.facts[2:], *people, stage, row.days_late, *self._told(row, tallies[row.pk])]

    def _told(self, row: Row, tallies: Mapping[str, Tally]) -> Iterator[sheets.Cell]:
        steps, page = steps_in_order(), address(YEAR, row.pk)
        for step, cell in zip(steps, cells_of(tallies, steps, page, self.on), strict=True):
            if cell is None:
                yield from [None] * 6
                continue
            tally = tallies[step.code]
            yield from (str(cell.state.label), cell.day, tally.done, tally.total, tally.late, cell.turn)
