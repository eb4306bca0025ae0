"""Components round a list: its frame, its headings that sort, its pages. The rows are the page's own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_tables2.columns import BoundColumn

from iqm_coe.lib.addresses import address
from iqm_coe.lib.lists.controls import (
    FilterControl,
    drawn_columns,
    drawn_fields,
    drawn_heading,
    drawn_options,
    filter_control,
)
from iqm_coe.lib.lists.drawing import drawn_rows
from iqm_coe.lib.lists.page import ShownList
from iqm_coe.lib.lists.table import ALL, NO_MORE, SORT
from iqm_coe.lib.tables import ROWS_A_PAGE

T = TypeVar("T", bound=Model)

register = template.Library()


@dataclass(frozen=True)
class Part(Generic[T]):
    """One page of a list that stands on a page with others; `name` is its place in the address."""

    page: Page[T]
    name: str
    querystring: str


@register.simple_tag(takes_context=True)
def part_of(context: Context, rows: Sequence[T] | QuerySet[T], name: str, most: int = ROWS_A_PAGE) -> Part[T]:
    """As many of the rows as one looks through; no page grows without an end, whatever a Centre has."""
    asked = context["request"].GET
    return Part(Paginator(rows, most).get_page(asked.get(name)), name, asked.urlencode())


@register.simple_block_tag
def table_frame(
    content: SafeString,
    *,
    caption: object = "",
    shown: ShownList | None = None,
    page: Page[Model] | None = None,
    part: Part[Model] | None = None,
    querystring: str = "",
    count: int | None = None,
    empty_title: object = "",
    empty_text: object = "",
    empty_action_label: object = "",
    empty_action_url: str = "",
    hide_caption: bool = False,
) -> SafeString:
    """The frame of a list: how many, the table that the page wrote flat, what to do when empty, the pages. A declared
    list (`shown`) brings its own words.
    """
    if shown is not None:
        caption, page, querystring = shown.caption, shown.page, shown.querystring
        empty_title, empty_text = shown.nothing
    if part is not None:
        page, querystring = part.page, part.querystring
    total = page.paginator.count if page is not None else count
    props = {
        "content": content,
        "caption": caption,
        "page": page,
        "param": part.name if part else "page",
        "querystring": querystring,
        "total": total,
        "empty_title": empty_title,
        "empty_text": empty_text,
        "empty_action_label": empty_action_label,
        "empty_action_url": empty_action_url,
        "hide_caption": hide_caption,
    }
    return render_to_string("components/table_frame.html", props)


@register.simple_tag
def sort_header(
    *, label: object, field: str, current: str = "", querystring: str = "", param: str = "o", numeric: bool = False
) -> SafeString:
    """A heading cell that sorts; `current` is the sort in force, with a leading minus for descending."""
    direction = {field: "ascending", f"-{field}": "descending"}.get(current, "")
    kept = QueryDict(querystring, mutable=True)
    kept[param] = f"-{field}" if direction == "ascending" else field
    kept.pop("page", None)
    return drawn_heading(label, direction=direction, url=f"?{kept.urlencode()}", numeric=numeric)


@register.simple_tag
def column_header(*, shown: ShownList, column: BoundColumn) -> SafeString:
    """The heading of a column of a declared list, which sorts where the column can."""
    numeric = column.column.is_numeric
    if not column.orderable:
        return drawn_heading(column.header, direction="", url="", numeric=numeric)
    heading: SafeString = sort_header(
        label=column.header,
        field=column.name,
        current=shown.sort,
        querystring=shown.querystring,
        param=SORT,
        numeric=numeric,
    )
    return heading


@register.simple_tag
def list_rows(*, shown: ShownList) -> SafeString:
    """The rows of a declared list."""
    return drawn_rows(shown)


@register.inclusion_tag("components/pager.html")
def pager(*, page: Page[Model], querystring: str = "", param: str = "page", label: object = "") -> dict[str, object]:
    """Links to the pages of a list, keeping the filter in `querystring`; those of a part lead to the part."""
    kept = QueryDict(querystring, mutable=True)
    kept.pop(param, None)
    start = f"?{kept.urlencode()}&{param}=" if kept else f"?{param}="
    return {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "ellipsis": page.paginator.ELLIPSIS,
        "start": start,
        "end": "" if param == "page" else f"#{param}",
        "label": label,
    }


@register.inclusion_tag("components/filters.html")
def filters(*, form: BaseForm) -> dict[str, object]:
    """How a list can be narrowed; a plain get, so that a narrowed list has an address.

    Laid out here and not by Django's widgets: a template for each option is most of the time of a small list.
    """
    return {"fields": [filter_control(field) for field in form]}


@register.simple_tag
def filter_fields(fields: Sequence[FilterControl]) -> SafeString:
    """The fields by which a list is narrowed."""
    return drawn_fields(fields)


@register.simple_tag
def list_neighbours(*, shown: ShownList) -> SafeString:
    """The lists beside this one, each as an item."""
    here = shown.table.route
    items = (
        (address(one.route), SafeString(' aria-current="page"') if one.route == here else "", one.label)
        for one in shown.neighbours
    )
    return format_html_join("\n", '<li><a href="{}"{}>{}</a></li>', items)


@register.inclusion_tag("lists/_controls.html")
def list_controls(*, shown: ShownList) -> dict[str, object]:
    """How a list is narrowed, sorted and saved; each a plain get, so that what is shown has an address."""
    narrowed = shown.filter
    fields = [filter_control(field, shown.counts.get(field.name)) for field in narrowed.form] if narrowed else []
    return {
        "list": shown,
        "fields": fields,
        "is_narrowed": shown.is_narrowed,
        "all": f"?{urlencode([*shown.kept_of_filter(), (ALL, 1)])}",
        "orders": drawn_options(_orders(shown)),
        "columns": drawn_columns(shown.choices()),
        "no_more": NO_MORE,
        "xlsx": shown.saved_as("xlsx"),
        "csv": shown.saved_as("csv"),
        "print": shown.saved_as("print"),
    }


def _orders(shown: ShownList) -> Iterator[tuple[str, str, bool]]:
    """Each way to sort: its code, its words, whether it is in force. On a telephone the headings are not shown."""
    for bound in shown.table.columns:
        if bound.orderable:
            for code, words in ((bound.name, _("%s, upwards")), (f"-{bound.name}", _("%s, downwards"))):
                yield code, words % bound.header, code == shown.sort
