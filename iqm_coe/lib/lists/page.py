"""A list as an answer: a page of it, all of it to be printed, or all of it as a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import Model, QuerySet
from django.forms import BoundField, CharField
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2.rows import BoundRow

from iqm_coe.lib.dates import london_date
from iqm_coe.lib.filters import ListFilter
from iqm_coe.lib.lists.questions import Asked, Rows
from iqm_coe.lib.lists.sheet import SAVED_AS
from iqm_coe.lib.lists.table import ALL, COLUMN, FORMAT, PAGE, ROW, ListTable, keys_in, narrowed_list
from iqm_coe.lib.navigation import Neighbour, neighbours_of
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.people import Person
from iqm_coe.lib.registry import Registry
from iqm_coe.lib.requests import PersonsRequest
from iqm_coe.lib.signals import list_saved

M = TypeVar("M", bound=Model)
Beside = Callable[[list[M]], Mapping[str, object]]
# Gives (person, list) with what it opens for them, as it stands in an address: `@opens_with("list")`.
_openings = Registry[Callable[[Person, str], str]]()
opens_with = _openings.declare
PRINTED = "print"
MOST_PRINTED = 2000  # rows: some sixty sheets of paper


@dataclass(frozen=True)
class Choice:
    """A column that can be shown or left out."""

    name: str
    label: str
    is_shown: bool


@dataclass(frozen=True)
class ShownList:
    """What the template of a list needs."""

    table: ListTable
    page: Page[BoundRow]
    filter: ListFilter | None
    query: QueryDict  # without the page
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    neighbours: Sequence[Neighbour] = ()  # the lists beside it, itself among them
    panels: Sequence[Panel] = ()  # what upper rooms put above the rows
    is_for_others: bool = False  # none of its rows can belong to whoever reads it
    acts: Sequence[Panel] = ()  # what can be done with many rows at once; where there is any, rows can be ticked

    @cached_property
    def querystring(self) -> str:
        return self.query.urlencode()

    @property
    def sort(self) -> str:
        """By what it is sorted now: the name of a column, with a minus for descending."""
        return str(self.table.order_by[0]) if self.table.order_by else ""

    @property
    def caption(self) -> str:
        """What the rows are and in which order they stand."""
        bound = next((one for one in self.table.columns.iterall() if one.name == self.sort.lstrip("-")), None)
        if bound is None:
            return str(self.table.caption)
        words = _("%(list)s by %(column)s, downwards") if self.sort[0] == "-" else _("%(list)s by %(column)s, upwards")
        return words % {"list": self.table.title, "column": str(bound.header).lower()}

    @property
    def nothing(self) -> tuple[str, str]:
        """What stands instead of rows: that there is none, and what to do or what will stand here; or that none of
        them is this person's.
        """
        if self.is_for_others:
            return _("Nothing here is for you"), str(self.table.empty_to_others)
        declared = type(self.table)  # on the table itself, django-tables2 keeps words of its own under this name
        if self.has_typed_words:
            return str(declared.empty), _("Look at the spelling, choose less, or show all.")
        return str(declared.empty), _("Choose less, or show all.") if self.is_narrowed else str(declared.empty_text)

    @property
    def has_typed_words(self) -> bool:
        """Whether words were typed, and nothing chosen alone."""
        fields = self.filter.form if self.filter else ()
        return any(isinstance(one.field, CharField) and one.value() for one in fields)

    @property
    def is_narrowed(self) -> bool:
        """Whether what is asked leaves rows out."""
        is_of_one = any(self.query.get(name) for name in self.table.narrowed_beside)
        return self.is_of_some_rows or is_of_one or bool(self.narrowed_by())

    @property
    def is_of_some_rows(self) -> bool:
        """Only rows that the address names by their keys."""
        return ROW in self.query

    def choices(self) -> list[Choice]:
        """The columns that may be left out."""
        shown = {bound.name for bound in self.table.columns}
        return [
            Choice(bound.name, str(bound.header), bound.name in shown)
            for bound in self.table.columns.iterall()
            if not bound.column.is_title
        ]

    def narrowed_by(self) -> list[tuple[str, str]]:
        """What the list is narrowed by, in words: the label of each field that was filled in, and what it says."""
        if self.filter is None:
            return []
        form = self.filter.form
        said = ((field, field.value()) for field in form)
        return [(str(field.label), in_words(field, str(value))) for field, value in said if value]

    def kept(self, *without: str) -> list[tuple[str, str]]:
        """What the address says beside these, for a form that goes on from it."""
        return [(name, one) for name, values in self.query.lists() if name not in {*without, ALL} for one in values]

    def kept_of_filter(self) -> list[tuple[str, str]]:
        """Beside what the filter itself asks; whoever narrows the list anew looks through all of it."""
        return self.kept(ROW, *(self.filter.filters if self.filter else ()))

    def kept_of_columns(self) -> list[tuple[str, str]]:
        return self.kept(COLUMN)

    def saved_as(self, kind: str) -> str:
        """The address of the whole list in this form."""
        return f"?{'&'.join(filter(None, (self.querystring, urlencode({FORMAT: kind}))))}"


def in_words(field: BoundField, value: str) -> str:
    """A choice by its label."""
    choices = dict(getattr(field.field, "choices", ()))
    return str(choices.get(value, value))


def _opening(request: PersonsRequest, table: type[ListTable]) -> str:
    """With what the list opens for this person, where they have chosen anything."""
    return next((query for given in _openings.of("list") if (query := given(request.user, table.route))), "")


def list_response(
    request: PersonsRequest,
    table: type[ListTable],
    rows: Rows | QuerySet[M],
    *,
    template: str = "lists/list.html",
    beside: Beside[M] | None = None,
    context: Mapping[str, object] | None = None,
) -> HttpResponseBase:
    """What the address asks for: a page, all of it to be printed, or a file. Of rows that a function gives of a person
    the questions are kept. `beside` reads for the rows of a page, or of a part of a file, what their drawn cells need
    to know and no row holds.
    """
    if not request.GET and (opening := _opening(request, table)):
        return redirect(f"{request.path}?{opening}")
    asked = Asked(table, rows, request.user, request.GET, london_date(timezone.now()))
    asked = replace(asked, rows=asked.seen.filter(pk__in=keys_in(request.GET))) if ROW in request.GET else asked
    kind = request.GET.get(FORMAT, "")
    query = request.GET.copy()
    query.pop(PAGE, None)
    query.pop(FORMAT, None)
    listed, narrowed = asked.heading
    if kind in {*SAVED_AS, PRINTED} and (narrowed is None or narrowed.form.is_valid()):
        return _whole(request, asked, kind, query, beside, context or {})
    # Else the page says what is wrong; a file or a sheet of paper would hold what nobody asked for.
    counts = asked.counts()
    page = asked.page(listed, request.GET.get(PAGE), counts.shown)
    listed.beside = beside([row.record for row in page]) if beside else {}
    for_others = table.read_by is not None and not table.read_by(request.user, None)
    beside_it = neighbours_of(table.route, request.user)
    shown = ShownList(listed, page, narrowed, query, counts.of_choices, beside_it, is_for_others=for_others)
    told = {where: panels_for(where, request.user, shown, listed.today) for where in ("list", "list_acts")}
    shown = replace(shown, panels=told["list"], acts=told["list_acts"])
    return render(request, template, {"list": shown, **(context or {})})


def _whole(
    request: PersonsRequest,
    asked: Asked,
    kind: str,
    query: QueryDict,
    beside: Beside[M] | None,
    context: Mapping[str, object],
) -> HttpResponseBase:
    """All of it, as a file or to be printed."""
    listed, narrowed = narrowed_list(request.GET, asked.table, asked.seen, asked.today)
    listed.read_beside = beside
    if kind == PRINTED:
        printed = ShownList(listed, listed.cut(None, MOST_PRINTED), narrowed, query)
        listed.beside = beside([row.record for row in printed.page]) if beside else {}
        return render(request, "lists/print.html", {"list": printed, **context})
    if request.method == "GET":
        rows = listed.data.data.count()
        list_saved.send(asked.table, request=request, route=asked.table.route, kind=kind, rows=rows)
    return SAVED_AS[kind](listed)
