"""What a page of a list asks of the database: how many rows there are and each choice would leave, then its own rows.

What the office looks at is asked again and again: for rows that a function gives of a person, both questions are kept
(decision 88) by the person, the choices, the order and the page. Words that somebody types are others each time: with
them, a question is worked out anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet, Value
from django.utils.datastructures import MultiValueDict
from django_tables2.rows import BoundRow

from iqm_coe.lib.filters import SHOWN
from iqm_coe.lib.kept_questions import Question, Sql, kept, sql_of
from iqm_coe.lib.lists.table import SORT, Address, ListTable, narrowed_list
from iqm_coe.lib.people import Person
from iqm_coe.lib.postgresql.answers import answered
from iqm_coe.lib.tables import ROWS_A_PAGE
from iqm_coe.lib.worked_sql import asked

Rows = Callable[[Person], QuerySet[Model]]
Said = tuple[tuple[str, str], ...]  # what an address says, name by name
MOST_COUNTED = 5_000  # rows: to count by every choice takes longer, of more, than to show the page
# Each row says once what holds of it. Of too many, the database never begins with the choices.
_COUNTED = """
    SELECT * FROM (SELECT count(*) AS number, count(*) FILTER (WHERE is_shown) FROM ({rows}) AS told) AS of_all
    CROSS JOIN LATERAL (SELECT count(*){counts} FROM ({rows}) AS told WHERE of_all.number <= %s) AS of_choices
"""


@dataclass(frozen=True)
class Counts:
    """How many rows are shown on all pages together, and how many each choice of each filter would leave; no choice in
    a list of very many rows.
    """

    shown: int
    of_choices: dict[str, dict[str, int]]


class _Kept:
    """The two questions of one list."""

    def __init__(self, table: type[ListTable], rows: Rows) -> None:
        @kept()
        def page(user: Person, query: Said, today: date, first: int) -> QuerySet[Model]:
            return _page(table, rows(user), _address(query), today, first)

        @kept()
        def told(user: Person, query: Said, today: date) -> QuerySet[Model, tuple[object, ...]]:
            return _told(table, rows(user), _address(query), today)

        self.page: Question[[Person, Said, date, int], Model, Model] = page
        self.told: Question[[Person, Said, date], Model, tuple[object, ...]] = told


_known: dict[tuple[str, Rows], _Kept] = {}


def _kept_of(table: type[ListTable], rows: Rows) -> _Kept:
    known = _known.get((table.route, rows))
    return known or _known.setdefault((table.route, rows), _Kept(table, rows))


def _page(table: type[ListTable], rows: QuerySet[Model], query: Address, today: date, first: int) -> QuerySet[Model]:
    listed, _narrowed = narrowed_list(query, table, rows, today)
    found: QuerySet[Model] = listed.data.data[first : first + ROWS_A_PAGE]
    return found


def _told(
    table: type[ListTable], rows: QuerySet[Model], query: Address, today: date
) -> QuerySet[Model, tuple[object, ...]]:
    """Of each row that what was typed leaves, whether it is shown and whether each choice would leave it."""
    narrowed = table.filters(query, queryset=rows, today=today) if table.filters else None
    told = narrowed.told() if narrowed else {SHOWN: Value(True)}
    seen: QuerySet[Model] = narrowed.as_typed() if narrowed else rows
    told_of: QuerySet[Model, tuple[object, ...]] = seen.order_by().annotate(**told).values_list("pk", *told)
    return told_of


@dataclass(frozen=True)
class Asked:
    """A page of a list that an address asks for, of rows or of those that a function gives of a person."""

    table: type[ListTable]
    rows: Rows | QuerySet[Model]
    user: Person
    query: Address
    today: date

    @property
    def seen(self) -> QuerySet[Model]:
        """All that this person sees of it."""
        return self.rows if isinstance(self.rows, QuerySet) else self.rows(self.user)

    def counts(self) -> Counts:
        """How many there are, in one query."""
        keys = self.table.filters.keys() if self.table.filters else []
        names = [f"choice_{number}" for number in range(len(keys))]
        found = self._counted(names)
        if found is None:  # no row can be found
            return Counts(0, _by_filter(keys, [0] * len(keys)))
        of_all, shown, _of_these, *of_choices = found
        return Counts(shown, {} if of_all > MOST_COUNTED else _by_filter(keys, of_choices))

    def _counted(self, names: list[str]) -> tuple[int, ...] | None:
        told = self._told()
        if told is None:
            return None
        rows, params = told
        counts = "".join(f", count(*) FILTER (WHERE {name})" for name in names)
        found = answered(_COUNTED.format(rows=rows, counts=counts), [*params, *params, MOST_COUNTED])
        return found[0]

    def _told(self) -> Sql | None:
        """The rows of `_COUNTED`."""
        chosen = self._chosen()
        if isinstance(self.rows, QuerySet) or chosen is None:
            return sql_of(_told(self.table, self.seen, self.query, self.today))
        return _kept_of(self.table, self.rows).told.sql(self.user, chosen, self.today)

    def page(self, listed: ListTable, number: str | None, shown: int) -> Page[BoundRow]:
        """One page of so many rows; an impossible number gives the nearest one."""
        paginator: Paginator[BoundRow] = Paginator([], ROWS_A_PAGE)
        paginator.count = shown  # type: ignore[misc]  # counted already, and kept where it keeps its own count
        page = paginator.get_page(number)
        first = (page.number - 1) * ROWS_A_PAGE
        page.object_list = [BoundRow(row, table=listed) for row in self._found(first)] if shown else []
        return page

    def _found(self, first: int) -> list[Model]:
        chosen = self._chosen()
        if isinstance(self.rows, QuerySet) or chosen is None:
            return asked(_page(self.table, self.seen, self.query, self.today, first))
        sorting = tuple((SORT, one) for one in self.query.getlist(SORT))
        return _kept_of(self.table, self.rows).page(self.user, chosen + sorting, self.today, first)

    def _chosen(self) -> Said | None:
        """What is chosen of the filters; None where somebody typed words."""
        narrowing = self.table.filters
        if narrowing is None:
            return ()
        said = tuple((name, value) for name in narrowing.base_filters if (value := self.query.get(name)))
        return said if all(name in narrowing.choices() for name, _value in said) else None


def _address(said: Said) -> Address:
    query: Address = MultiValueDict()
    for name, one in said:
        query.appendlist(name, one)
    return query


def _by_filter(keys: list[tuple[str, str]], counts: list[int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (name, code), count in zip(keys, counts, strict=True):
        found.setdefault(name, {})[code] = count
    return found
