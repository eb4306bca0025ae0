"""What a column of a list shows, how it sorts, and what stands in its cell of a spreadsheet.

A column reads its row by a path of attributes (`local_authority.name`); where one on the way is None, so is the cell.
A path that does not exist is an error, as it should be: django-tables2's own reading shows a dash for it.
"""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from html import escape
from typing import Generic, Protocol, Self, TypeVar

import django_tables2
from django.db.models import Case, F, Model, OrderBy, QuerySet, TextChoices, Value, When
from django.db.models.expressions import Combinable
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from iqm_coe.lib.addresses import addresses
from iqm_coe.lib.money import in_pounds
from iqm_coe.lib.names import Ordered
from iqm_coe.lib.sheets import Cell
from iqm_coe.lib.templatetags.words import short_date, short_instant

Label = str | Promise
Sorting = str | Combinable  # a field of the query, or what it reckons of several
Kept = TypeVar("Kept", str, int, Decimal, date, datetime)


class DatedTable(Protocol):
    """The list that a cell stands in."""

    today: date
    beside: Mapping[str, object]


class Column(django_tables2.Column, Generic[Kept]):  # type: ignore[misc]  # django-tables2 carries no types
    """One column. `sort` is that of the query by which it sorts, where it can; `at_first` whether it is shown to
    somebody who has chosen no columns.
    """

    today: date  # of the list that it sorts

    empty_values = ()  # what is empty is for `show` to say
    is_numeric = False
    is_title = False
    is_whole = False  # stands on one line: a day, a number
    is_saved = True  # whether it stands in a spreadsheet

    def __init__(self, label: Label, path: str, *, sort: Sorting = "", at_first: bool = True) -> None:
        super().__init__(verbose_name=label, accessor="pk", orderable=bool(sort))
        self.saved_as = label  # its heading there
        self.path, self.at_first = path.split("."), at_first
        self.sort, self.sorting = (sort, F(sort)) if isinstance(sort, str) else ("", sort)

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        """A list has its own columns, but what they are made of never changes: each list would copy all of it."""
        return copy(self)

    @property
    def look(self) -> str:
        """How its cells are drawn."""
        return "num" if self.is_numeric else "whole" if self.is_whole else ""

    def read(self, row: Model) -> Kept | None:
        """What the row holds."""
        value: object = row
        for name in self.path:
            if value is None:
                return None
            value = getattr(value, name)
        return value() if callable(value) else value  # type: ignore[return-value]  # the path says of which type

    def show(self, value: Kept) -> object:
        """In the page."""
        return value

    def render(self, record: Model, table: "DatedTable") -> object:
        """The cell of a page, as django-tables2 asks for it."""
        return self.shown(record, table.today)

    def value(self, record: Model, table: "DatedTable") -> Cell:
        """The cell of a spreadsheet, as django-tables2 asks for it."""
        return self.saved(record, table.today)

    def shown(self, row: Model, today: date) -> object:
        """The cell of a page: nothing where there is nothing."""
        value = self.read(row)
        return "" if value is None else self.show(value)

    def saved(self, row: Model, today: date) -> Cell:
        """The cell of a spreadsheet, of its own type."""
        return self.read(row)

    def order(self, queryset: QuerySet[Model], is_descending: bool) -> tuple[QuerySet[Model], bool]:
        """Sorted by this column; what is empty stands last either way, and equal rows always in one order."""
        return queryset.order_by(self.by(is_descending), "pk"), True

    def by(self, is_descending: bool) -> OrderBy:
        """What the query sorts by."""
        # An F may be sorted by as well, which the types of Django leave out.
        return OrderBy(self.sorting, descending=is_descending, nulls_last=True)  # type: ignore[arg-type]


class Words(Column[str]):
    """A text as it stands."""

    def show(self, value: str) -> object:
        return str(value)

    def saved(self, row: Model, today: date) -> Cell:
        value = self.read(row)
        return None if value is None else str(value)


class Name(Words):
    """A name, sorted as a dictionary sorts; `is_title` where the row is called so and has no page of its own. `place`
    is the way to what tells it from others of its name on the same page.
    """

    def __init__(
        self,
        label: Label,
        path: str,
        *,
        sort: Sorting = "",
        at_first: bool = True,
        is_title: bool = False,
        place: str = "",
    ) -> None:
        super().__init__(label, path, sort=sort, at_first=at_first)
        self.is_title = is_title or self.is_title
        self.place = Words("", place) if place else None

    def by(self, is_descending: bool) -> OrderBy:
        named = Ordered(self.sorting)
        return named.desc(nulls_last=True) if is_descending else named.asc(nulls_last=True)


class Title(Name):
    """What the row is called, which leads to its page. `key` is the path of what the page's address asks for."""

    is_title = True

    def __init__(self, label: Label, path: str, *, to: str, key: str = "pk", sort: str = "", place: str = "") -> None:
        super().__init__(label, path, sort=sort, place=place)
        self.to, self.key = to, Words("", key)

    @cached_property
    def _address(self) -> Callable[[object], str]:
        """The address of a row's page."""
        return addresses(self.to)

    def shown(self, row: Model, today: date) -> object:
        url, words = self._address(self.key.read(row)), str(super().shown(row, today))
        return mark_safe(f'<a href="{escape(url)}">{escape(words)}</a>')  # noqa: S308 - all that is said is escaped


class Number(Title):
    """A title that is a number or a code, sorted by its signs."""

    def by(self, is_descending: bool) -> OrderBy:
        return Column.by(self, is_descending)


class Day(Column[date]):
    is_whole = True

    def show(self, value: date) -> object:
        return short_date(value)

    def saved(self, row: Model, today: date) -> Cell:
        """A day, also where the row holds an instant: the one on which it was in London, as on the page."""
        value = self.read(row)
        return timezone.localtime(value).date() if isinstance(value, datetime) else value


class Instant(Column[datetime]):
    is_whole = True

    def show(self, value: datetime) -> object:
        return short_instant(value)


class Count(Column[int]):
    is_numeric = True


class Pounds(Column[Decimal]):
    """An amount; nothing at all is a dash where `dash` says so."""

    is_numeric = True

    def __init__(
        self, label: Label, path: str, *, sort: Sorting = "", dash: bool = False, at_first: bool = True
    ) -> None:
        super().__init__(label, path, sort=sort, at_first=at_first)
        self.dash = dash

    def show(self, value: Decimal) -> object:
        return "–" if self.dash and not value else in_pounds(value)


class Choice(Words):
    """One of several, in words and sorted in the order in which they are declared."""

    def __init__(self, label: Label, path: str, choices: type[TextChoices], *, sort: str = "") -> None:
        super().__init__(label, path, sort=sort)
        self.choices = choices

    def by(self, is_descending: bool) -> OrderBy:
        return in_declared_order(self.choices, self.sort, is_descending)


class Drawn(Words):
    """What can be done with a row, or several things in one cell: drawn by a template, or where a page has many by a
    function, that get the row and what the list has read beside it. A file holds what stands at a `path` of the row, or
    what `says` puts into words of the row and of what was read beside, under the heading `saved_as`; without either it
    is for the page alone.
    """

    def __init__(
        self,
        label: Label,
        by: str | Callable[[Model, Mapping[str, object]], SafeString],
        *,
        path: str = "",
        sort: str = "",
        is_title: bool = False,
        says: Callable[[Model, Mapping[str, object]], str] | None = None,
        saved_as: Label = "",
    ) -> None:
        super().__init__(label, path, sort=sort)
        self.drawn_by, self.says, self.is_title = by, says, is_title
        self.is_saved, self.saved_as = bool(path or says), saved_as or label

    def render(self, record: Model, table: "DatedTable") -> object:
        if isinstance(self.drawn_by, str):
            return render_to_string(self.drawn_by, {"row": record, **table.beside})
        return self.drawn_by(record, table.beside)

    def value(self, record: Model, table: "DatedTable") -> Cell:
        return self.says(record, table.beside) or None if self.says else super().value(record, table)


def in_declared_order(choices: type[TextChoices], field: str, is_descending: bool) -> OrderBy:
    """As the choices are declared, and not as their codes are spelt."""
    place = Case(*(When(**{field: code}, then=Value(number)) for number, code in enumerate(choices.values)))
    return place.desc(nulls_last=True) if is_descending else place.asc(nulls_last=True)
