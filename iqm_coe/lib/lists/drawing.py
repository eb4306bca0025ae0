"""The rows of a list as HTML, joined here and looped over in no template: of a list of 25 rows, loops, choices and
values of a template take more time than all the rest of its page.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape

from django.db.models import Model
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2.columns import BoundColumn

from iqm_coe.lib.lists.columns import Column, Name
from iqm_coe.lib.lists.page import ShownList
from iqm_coe.lib.lists.table import ListTable
from iqm_coe.lib.names import order_of

TICK = (
    '<td class="tick"><label><input class="form-check-input" type="checkbox" name="row" value="{0}" form="many"'
    ' aria-labelledby="many-tick row-{0}"></label></td>'
)
Places = Mapping[Name, Mapping[int, str]]  # of a column the rows that are told apart, and how
Start = tuple[Column[str], str]  # a column, and what stands before each of its cells


def drawn_rows(shown: ShownList) -> SafeString:
    """Those of the page that is shown; with what ticks them where something can be done with many at once."""
    starts = [(bound.column, _start(bound)) for bound in shown.table.columns]
    records = [row.record for row in shown.page]
    places = {column: _places(column, records) for column, _start_of in starts if isinstance(column, Name)}
    rows = (_row(record, starts, places, shown.table, can_tick=bool(shown.acts)) for record in records)
    return mark_safe("\n".join(rows))  # noqa: S308 - each cell is escaped


def _start(bound: BoundColumn) -> str:
    """What the row is called heads it; on a telephone every other cell says of which column it is."""
    column: Column[str] = bound.column
    return "" if column.is_title else format_html('<td data-label="{}" class="{}">', bound.header, column.look)


def _places(column: Name, rows: Sequence[Model]) -> dict[int, str]:
    """By the number of a row its place, where another of them of the same name has another one."""
    if column.place is None:
        return {}
    found = {row.pk: (order_of(str(column.read(row))), column.place.read(row) or "") for row in rows}
    places = defaultdict[str, set[str]](set)
    for name, place in found.values():
        places[name].add(place)
    return {key: place for key, (name, place) in found.items() if place and len(places[name]) > 1}


def _row(row: Model, starts: Sequence[Start], places: Places, table: ListTable, *, can_tick: bool) -> str:
    cells = [TICK.format(row.pk)] if can_tick else []
    heading = f'<th scope="row" id="row-{row.pk}">' if can_tick else '<th scope="row">'
    for column, start in starts:
        cell = _text(column.render(row, table))
        if isinstance(column, Name) and (place := places[column].get(row.pk)):
            cell += f'<span class="hint">{escape(place)}</span>'
        cells.append(f"{start}{cell}</td>" if start else f"{heading}{cell}</th>")
    return f"<tr>{''.join(cells)}</tr>"


def _text(value: object) -> str:
    """As a template would say it."""
    if isinstance(value, SafeString):
        return value
    return escape(value if isinstance(value, str) else str(localize(value)))
