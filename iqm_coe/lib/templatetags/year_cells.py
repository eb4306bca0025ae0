"""A cell of the year board and of the schools of a year. Written without a template, because a board shows hundreds."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from iqm_coe.lib.templatetags.shapes import status_mark
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lib.year_cells import Cell, CellState

register = template.Library()
NOTHING = SafeString("")


@register.simple_tag
def board_cell(cell: Cell) -> SafeString:
    """The step, for a screen without columns; how it stands, which leads to its thing; its day; whose turn it
    is, which of what is far off is told when it is pointed at.
    """
    mark = status_mark(cell.state.tone, cell.word)
    is_far = cell.state == CellState.COMING
    hints = [_hint(words) for words in (cell.note, "" if is_far else cell.title) if words]
    return format_html(
        '<div class="board-cell"{}><span class="board-step">{}</span> {} {}{}</div>',
        format_html(' title="{}"', cell.title) if is_far and cell.title else NOTHING,
        cell.label,
        format_html('<a href="{}">{}</a>', cell.url, mark) if cell.url else mark,
        format_html('<time datetime="{}">{}</time>', cell.day, short_date(cell.day)) if cell.day else NOTHING,
        mark_safe("".join(hints)),  # noqa: S308 - each is escaped
    )


def _hint(words: str) -> SafeString:
    return format_html(' <span class="hint">{}</span>', words)
