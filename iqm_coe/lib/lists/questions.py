"""What a page of a list asks of the database: how many rows there are and each choice would leave, then its own rows.

What the office looks at is asked again and again: for rows that a function gives of a person, both questions are kept
(decision 88) by the person, the choices, the order and the page. Words that somebody types are others each time: they
are put in anew where the filter takes them to the database as they are (decision 92), and by all other words a question
is worked out anew.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet, Value
from django.utils.datastructures import MultiValueDict
from django_tables2.rows import BoundRow

from iqm_coe.lib.filters import SHOWN, ListFilter, Words
from iqm_coe.lib.kept_questions import Question, Sql, kept, sql_of
from iqm_coe.lib.kept_values import Typed
from iqm_coe.lib.lists.table import SORT, Address, ListTable, headed_list, narrowed_list
from iqm_coe.lib.people import Person
from iqm_coe.lib.postgresql.answers import answered
from iqm_coe.lib.tables import ROWS_A_PAGE
from iqm_coe.lib.worked_sql import asked

Rows = Callable[[Person], QuerySet[Model]]
Said = tuple[tuple[str, str], ...]  # what an address says, name by name
Wording = tuple[tuple[str, Hashable], ...]  # of each filter into which words were typed, what of them its SQL follows
MOST_COUNTED = 5_000  # rows: to count by every choice takes longer, of more, than to show the page
MOST_REMEMBERED = 1_000  # of a list in a process: how many rows there were when the same was asked before
# Each row says once what holds of it.
_COUNTED = """
    SELECT count(*) AS number, count(*) FILTER (WHERE is_shown), count(*){counts} FROM ({rows}) AS told
"""
# Of too many, or where nobody knows of how many, the database counts first, and never begins with too many's choices.
_COUNTED_FIRST = """
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


@dataclass(frozen=True)
class _Chosen:
    """What an address says of a list, as far as it is understood: choices, and words with how they word a question."""

    choices: Said
    wording: Wording = ()
    words: tuple[Typed, ...] = ()

    def sorted_by(self, sorting: list[str]) -> "_Chosen":
        return replace(self, choices=(*self.choices, *((SORT, one) for one in sorting)))

    @property
    def address(self) -> Address:
        query: Address = MultiValueDict()
        for name, one in self.choices:
            query.appendlist(name, one)
        for (name, _followed), words in zip(self.wording, self.words, strict=True):
            query[name] = words
        return query


class _Kept:
    """The two questions of one list."""

    def __init__(self, table: type[ListTable], rows: Rows) -> None:
        @kept("words")
        def page(
            user: Person, choices: Said, wording: Wording, words: tuple[Typed, ...], today: date, first: int
        ) -> QuerySet[Model]:
            return _page(table, rows(user), _Chosen(choices, wording, words).address, today, first)

        @kept("words")
        def told(
            user: Person, choices: Said, wording: Wording, words: tuple[Typed, ...], today: date
        ) -> QuerySet[Model, tuple[object, ...]]:
            return _told(table, rows(user), _Chosen(choices, wording, words).address, today)

        self.numbers: dict[Hashable, int] = {}
        self.page: Question[[Person, Said, Wording, tuple[Typed, ...], date, int], Model, Model] = page
        self.told: Question[[Person, Said, Wording, tuple[Typed, ...], date], Model, tuple[object, ...]] = told


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

    @cached_property
    def heading(self) -> tuple[ListTable, ListFilter | None]:
        """The list without its rows, and the filter with what was chosen."""
        return headed_list(self.query, self.table, self.today)

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
        if self._numbers.get(self._key, MOST_COUNTED + 1) <= MOST_COUNTED:
            (found,) = answered(_COUNTED.format(rows=rows, counts=counts), params)
        else:
            text = _COUNTED_FIRST.format(rows=rows, counts=counts)
            (found,) = answered(text, [*params, *params, MOST_COUNTED])
        if len(self._numbers) > MOST_REMEMBERED:
            self._numbers.clear()
        self._numbers[self._key] = found[0]
        return found

    @property
    def _key(self) -> Hashable:
        return self.user.pk, self._chosen

    @property
    def _numbers(self) -> dict[Hashable, int]:
        """How many rows there were the last time, by what was asked: only how it is asked again follows from it."""
        if isinstance(self.rows, QuerySet) or self._chosen is None:
            return {}
        return _kept_of(self.table, self.rows).numbers

    def _told(self) -> Sql | None:
        """The rows of `_COUNTED`."""
        chosen = self._chosen
        if isinstance(self.rows, QuerySet) or chosen is None:
            return sql_of(_told(self.table, self.seen, self.query, self.today))
        told = _kept_of(self.table, self.rows).told
        return told.sql(self.user, chosen.choices, chosen.wording, chosen.words, self.today)

    def page(self, listed: ListTable, number: str | None, shown: int) -> Page[BoundRow]:
        """One page of so many rows; an impossible number gives the nearest one."""
        paginator: Paginator[BoundRow] = Paginator([], ROWS_A_PAGE)
        paginator.count = shown  # type: ignore[misc]  # counted already, and kept where it keeps its own count
        page = paginator.get_page(number)
        first = (page.number - 1) * ROWS_A_PAGE
        page.object_list = [BoundRow(row, table=listed) for row in self._found(first)] if shown else []
        return page

    def _found(self, first: int) -> list[Model]:
        chosen = self._chosen
        if isinstance(self.rows, QuerySet) or chosen is None:
            return asked(_page(self.table, self.seen, self.query, self.today, first))
        chosen, page = chosen.sorted_by(self.query.getlist(SORT)), _kept_of(self.table, self.rows).page
        return page(self.user, chosen.choices, chosen.wording, chosen.words, self.today, first)

    @cached_property
    def _chosen(self) -> _Chosen | None:
        """What is chosen of the filters; None where something was typed that is not put in as it is."""
        _listed, narrowed = self.heading
        if narrowed is None:
            return _Chosen(())
        said = {name: value for name in narrowed.base_filters if (value := self.query.get(name))}
        chosen = _Chosen(tuple((name, said.pop(name)) for name in narrowed.choices() if name in said))
        return _with_words(chosen, narrowed, said) if said else chosen


def _with_words(chosen: _Chosen, narrowed: ListFilter, said: Iterable[str]) -> _Chosen | None:
    """The same with what was typed into these fields, as the form understands it."""
    wording: list[tuple[str, Hashable]] = []
    words: list[Typed] = []
    for name in said:
        one, typed = narrowed.filters[name], narrowed.understood().get(name)
        if not isinstance(one, Words) or not isinstance(typed, str) or not Typed(typed).can_be_another:
            return None
        wording.append((name, one.worded_by(typed)))
        words.append(Typed(typed))
    return replace(chosen, wording=tuple(wording), words=tuple(words))


def _by_filter(keys: list[tuple[str, str]], counts: list[int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (name, code), count in zip(keys, counts, strict=True):
        found.setdefault(name, {})[code] = count
    return found
