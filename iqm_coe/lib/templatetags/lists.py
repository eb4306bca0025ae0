"""Components round a list: its frame, its headings that sort, its pages. The rows are the page's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django import template
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

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
def part_of(context: Context, rows: Sequence[T] | QuerySet[T], name: str) -> Part[T]:
    """As many of the rows as one looks through; no page grows without an end, whatever a Centre has."""
    asked = context["request"].GET
    return Part(Paginator(rows, ROWS_A_PAGE).get_page(asked.get(name)), name, asked.urlencode())


@register.simple_block_tag
def table_frame(
    content: SafeString,
    *,
    caption: object,
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
    """The frame of a list: how many, the table that the page wrote flat, what to do when empty, the pages."""
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


@register.inclusion_tag("components/sort_header.html")
def sort_header(
    *, label: object, field: str, current: str = "", querystring: str = "", param: str = "o", numeric: bool = False
) -> dict[str, object]:
    """A heading cell that sorts; `current` is the sort in force, with a leading minus for descending."""
    direction = {field: "ascending", f"-{field}": "descending"}.get(current, "")
    kept = QueryDict(querystring, mutable=True)
    kept[param] = f"-{field}" if direction == "ascending" else field
    kept.pop("page", None)
    return {"label": label, "direction": direction, "url": f"?{kept.urlencode()}", "numeric": numeric}


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
