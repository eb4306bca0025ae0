"""A list, declared: its words, its columns, how it is narrowed. Everything else follows from the declaration."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode

import django_tables2
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django_tables2.rows import BoundRow

from iqm_coe.lib.filters import ListFilter
from iqm_coe.lib.lists.columns import Column
from iqm_coe.lib.people import Person
from iqm_coe.lib.per_request import answered_per_request
from iqm_coe.lib.permissions import Predicate, could
from iqm_coe.lib.sheets import Cell
from iqm_coe.lib.tables import ROWS_A_PAGE

SORT, COLUMN, PAGE, FORMAT, ALL = "sort", "column", "page", "as", "all"
ROW = "row"  # of these alone, by their keys: what was ticked, to be saved or printed
NO_MORE = "-"  # instead of a column: the form was sent, with whatever is ticked beside it
KEY = re.compile(r"[0-9]{1,18}")
AT_ONCE = 2000  # rows that are read from the database together while a list is saved

Address = MultiValueDict[str, str]  # what stands in one
Beside = Callable[..., Mapping[str, object]]  # of rows of the list's own kind

_declared: dict[str, "type[ListTable]"] = {}


class ListTable(django_tables2.Table):  # type: ignore[misc]  # django-tables2 carries no types
    """A list of one kind of thing. `route` is the name of its address, and what it is known by."""

    route: ClassVar[str]
    title: ClassVar[str | Promise]
    caption: ClassVar[str | Promise]  # with the order in which it stands before anybody sorts
    empty: ClassVar[str | Promise]
    lead: ClassVar[str | Promise] = ""
    empty_text: ClassVar[str | Promise]  # what will stand here, where nothing leaves rows out
    filters: ClassVar[type[ListFilter] | None] = None
    narrowed_beside: ClassVar[tuple[str, ...]] = ()  # in an address: by what its view narrows it, before its filter
    has_ticks: ClassVar[bool] = True  # for many rows at once; False where the list ticks its rows for an end of its own
    permission: ClassVar[str] = ""  # the one of whoever may open it; nothing where everybody may
    read_by: ClassVar[Predicate | None] = None  # to whom alone any row can belong; None: to anybody
    empty_to_others: ClassVar[str | Promise] = ""  # who reads it, and who helps, instead of `empty_text`

    class Meta:
        order_by_field = SORT
        page_field = PAGE

    def __init_subclass__(cls) -> None:
        """A list is known by its address."""
        super().__init_subclass__()
        if hasattr(cls, "route"):
            _declared[cls.route] = cls

    def __init__(self, rows: QuerySet[Model] | list[Model], *, today: date) -> None:
        self.today = today
        self.beside: Mapping[str, object] = {}  # what the drawn cells know that no row holds
        self.read_beside: Beside | None = None  # gives that of some rows
        super().__init__(rows, order_by=())  # as they come: else their order is taken for that of a column

    def sort_by(self, names: list[str]) -> None:
        """By the first of these that is a column which sorts, with a minus for descending; the others are let go."""
        sorting = [
            name for name in names if (bare := name.removeprefix("-")) in self.columns and self.columns[bare].orderable
        ]
        if sorting:
            self.columns[sorting[0].removeprefix("-")].column.today = self.today
            self.order_by = sorting[:1]

    def show_only(self, names: list[str]) -> None:
        """Only these columns, and always what the row is called, also where every other one was taken away; where
        nothing is said of columns, those that are shown at first.
        """
        wanted = {name for name in names if name in self.base_columns or name == NO_MORE}
        for bound in self.columns.iterall():
            column: Column[str] = bound.column
            shown = bound.name in wanted if wanted else column.at_first
            if not shown and not column.is_title:
                self.columns.hide(bound.name)

    def cut(self, number: str | None, rows: int = ROWS_A_PAGE) -> Page[BoundRow]:
        """One page of so many rows; an impossible number gives the nearest one."""
        self.paginator = Paginator(self.rows, rows)
        return self.paginator.get_page(number)

    def heading(self) -> list[str]:
        return [str(bound.column.saved_as) for bound in self.columns if bound.column.is_saved]

    def cells(self) -> Iterator[list[Cell]]:
        """Every row of the list, not of one page, as it is saved: the columns that are shown, in their own types, with
        what is read beside each part of it.
        """
        names = [bound.name for bound in self.columns if bound.column.is_saved]
        records = self.data.data.iterator(chunk_size=AT_ONCE)
        while part := list(islice(records, AT_ONCE)):
            with answered_per_request():  # a file goes out when its request has been answered
                self.beside = self.read_beside(part) if self.read_beside else {}
            for record in part:
                row = BoundRow(record, table=self)
                yield [row.get_cell_value(name) for name in names]


def narrowed_list(
    query: Address, table: type[ListTable], rows: QuerySet[Model], today: date
) -> tuple[ListTable, ListFilter | None]:
    """Narrowed, sorted and with the columns that an address says, and the filter that narrowed it."""
    narrowed = table.filters(query, queryset=rows, today=today) if table.filters else None
    return _arranged(table(narrowed.qs if narrowed else rows, today=today), query), narrowed


def headed_list(query: Address, table: type[ListTable], today: date) -> tuple[ListTable, ListFilter | None]:
    """The same without rows: its headings, and the filter with what was chosen."""
    return _arranged(table([], today=today), query), table.filters(query, today=today) if table.filters else None


def _arranged(listed: ListTable, query: Address) -> ListTable:
    listed.sort_by(query.getlist(SORT))
    listed.show_only(query.getlist(COLUMN))
    return listed


def keys_in(query: Address) -> list[int]:
    """Of the rows that an address names; what can be no key is let go."""
    return [int(key) for key in query.getlist(ROW) if KEY.fullmatch(key)]


def declared_lists() -> dict[str, type[ListTable]]:
    """Every list of the product, by the name of its address."""
    return dict(_declared)


# ---- views that are kept


@dataclass(frozen=True)
class Keepable:
    """A page of many of which views are kept: its title, what in its address says how it stands, and the permission of
    whoever may open it. Of `several` an address may hold more than one; of the others the last one holds.
    """

    title: str | Promise
    names: frozenset[str]
    opens: str
    several: frozenset[str] = frozenset()

    def query(self, query: str) -> str:
        """Of what stands in an address only what says how the page is narrowed, sorted and shown, as its form reads it:
        without a sign that no page takes.
        """
        said = [(name, one.replace("\0", "")) for name, one in parse_qsl(query) if name in self.names]
        last = {name: place for place, (name, _one) in enumerate(said)}
        kept = [pair for place, pair in enumerate(said) if pair[0] in self.several or last[pair[0]] == place]
        return urlencode([(name, one) for name, one in kept if one])

    def is_open_to(self, user: Person) -> bool:
        """Whether this person opens the page at all."""
        return not self.opens or could(user, self.opens)


_keepable: dict[str, Keepable] = {}  # beside the lists


def keep_views_of(route: str, title: str | Promise, names: Iterable[str], *, opens: str) -> None:
    """Declare a page that is no list of rows, such as the year board."""
    _keepable[route] = Keepable(title, frozenset(names), opens)


def keepable(route: str) -> Keepable | None:
    """The page of this address; None where no views of it are kept."""
    table = _declared.get(route)
    if table is None:
        return _keepable.get(route)
    names = {SORT, COLUMN, *table.narrowed_beside, *(table.filters.base_filters if table.filters else ())}
    return Keepable(table.title, frozenset(names), table.permission, several=frozenset({SORT, COLUMN}))


def keepable_by(user: Person, route: str) -> Keepable | None:
    """The same for somebody who may open the page."""
    page = keepable(route)
    return page if page and page.is_open_to(user) else None
