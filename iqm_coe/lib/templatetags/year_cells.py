"""A cell of the year board and of the schools of a year. Written without a template, because a board shows hundreds."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from iqm_coe.lib.templatetags.shapes import status_mark
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lib.year_cells import Cell, CellState

register = template.Library()


@register.simple_tag
def board_cell(cell: Cell) -> SafeString:
    """The step, for a screen without columns; how it stands, which leads to its thing; its day; whose turn it
    is, which of what is far off is told when it is pointed at.
    """
    mark, title = status_mark(cell.state.tone, cell.word), cell.title
    is_far = cell.state == CellState.COMING
    pointed = f' title="{escape(title)}"' if is_far and title else ""
    way = f'<a href="{escape(cell.url)}">{mark}</a>' if cell.url else mark
    day = f'<time datetime="{cell.day}">{short_date(cell.day)}</time>' if cell.day else ""
    hints = _hint(cell.note) + ("" if is_far else _hint(title))
    step = f'<span class="board-step">{escape(cell.label)}</span>'
    return mark_safe(f'<div class="board-cell"{pointed}>{step} {way} {day}{hints}</div>')  # noqa: S308 - all is escaped


def _hint(words: str) -> str:
    return f' <span class="hint">{escape(words)}</span>' if words else ""
