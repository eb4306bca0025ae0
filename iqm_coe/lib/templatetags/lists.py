"""Components round a list: its frame, its headings that sort, its pages. The rows are the page's own."""

from django import template
from django.core.paginator import Page
from django.db.models import Model
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def table_frame(
    content: SafeString,
    *,
    caption: object,
    page: Page[Model] | None = None,
    querystring: str = "",
    count: int | None = None,
    empty_title: object = "",
    empty_text: object = "",
    empty_action_label: object = "",
    empty_action_url: str = "",
    hide_caption: bool = False,
) -> SafeString:
    """The frame of a list: how many, the table that the page wrote flat, what to do when empty, the pages."""
    total = page.paginator.count if page is not None else count
    props = {
        "content": content,
        "caption": caption,
        "page": page,
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
    """Links to the pages of a list, keeping the filter in `querystring`."""
    kept = QueryDict(querystring, mutable=True)
    kept.pop(param, None)
    start = f"?{kept.urlencode()}&{param}=" if kept else f"?{param}="
    return {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "ellipsis": page.paginator.ELLIPSIS,
        "start": start,
        "label": label,
    }
