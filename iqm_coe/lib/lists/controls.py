"""How a list is narrowed and sorted, as HTML: fields, their choices and headings, joined here as its rows are."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TypedDict

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString, mark_safe

from iqm_coe.lib.lists.page import Choice
from iqm_coe.lib.templatetags.shapes import icon_shape

Option = tuple[object, object, bool]  # its code, its words, whether it is chosen
ARROWS = {"ascending": "up", "descending": "down", "": "sort"}


class FilterControl(TypedDict):
    """One text field or choice above a list."""

    id: str
    name: str
    label: object
    value: object
    options: list[Option]
    errors: Sequence[object]
    type: str


def filter_control(field: BoundField, counts: Mapping[str, int] | None = None) -> FilterControl:
    """What is drawn of one text field or choice; beside a choice how many rows it leaves."""
    value = field.value() or ""
    options = [
        (code, _counted(label, (counts or {}).get(str(code))), str(code) == str(value))
        for code, label in getattr(field.field, "choices", ())
    ]
    return {
        "id": field.id_for_label,
        "name": field.html_name,
        "label": field.label,
        "value": value,
        "options": options,
        "errors": field.errors,
        "type": "date" if isinstance(field.field, forms.DateField) else "search",
    }


def _counted(label: object, number: int | None) -> object:
    return label if number is None else f"{label} ({number})"


def drawn_fields(fields: Iterable[FilterControl]) -> SafeString:
    """Each with its label and what is wrong with it. Not by Django's widgets: a template for each option is most of the
    time of a small list.
    """
    return mark_safe("\n".join(map(_field, fields)))  # noqa: S308 - all that is said is escaped


def _field(field: FilterControl) -> str:
    key, name = escape(field["id"]), escape(field["name"])
    label = f'<label class="form-label" for="{key}">{escape(str(field["label"]))}</label>'
    if field["options"]:
        drawn = f'<select class="form-select" name="{name}" id="{key}">\n{drawn_options(field["options"])}\n</select>'
    else:
        start = f'<input class="form-control" type="{field["type"]}" name="{name}" id="{key}"'
        drawn = f'{start} value="{escape(str(field["value"]))}">'
    errors = "".join(f'<p class="invalid-feedback d-block">{escape(str(error))}</p>' for error in field["errors"])
    return f'<div class="field">\n{label}\n{drawn}\n{errors}</div>'


def drawn_options(options: Iterable[Option]) -> SafeString:
    drawn = (
        f'<option value="{escape(str(code))}"{" selected" if is_chosen else ""}>{escape(str(label))}</option>'
        for code, label, is_chosen in options
    )
    return mark_safe("\n".join(drawn))  # noqa: S308 - all that is said is escaped


def drawn_columns(columns: Iterable[Choice]) -> SafeString:
    """What ticks the columns that are shown."""
    drawn = (
        '<label class="form-check">\n<input class="form-check-input" type="checkbox" name="column"'
        f' value="{escape(column.name)}" {"checked" if column.is_shown else ""}>\n'
        f'<span class="form-check-label">{escape(column.label)}</span>\n</label>'
        for column in columns
    )
    return mark_safe("\n".join(drawn))  # noqa: S308 - all that is said is escaped


def drawn_heading(label: object, *, direction: str, url: str, numeric: bool) -> SafeString:
    """Of a column; a link where it sorts. `direction` is ascending, descending or nothing."""
    words = escape(str(label))
    sorting = f'<a class="sort" href="{escape(url)}">{words}\n{icon_shape(ARROWS[direction])}\n</a>' if url else words
    sorted_so = f' aria-sort="{direction}"' if direction else ""
    look = ' class="num"' if numeric else ""
    return mark_safe(f'<th scope="col"{sorted_so}{look}>\n{sorting}\n</th>')  # noqa: S308 - all that is said is escaped
