"""A cell of the year board and of the schools of a year. Written without a template, because a board shows hundreds."""

from functools import lru_cache
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from iqm_coe.lib.templatetags.shapes import status_mark
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lib.year_cells import Cell, CellState, Said

register = template.Library()


@register.simple_tag
def board_cell(cell: Cell) -> SafeString:
    """The step, for a screen without columns; how it stands, which leads to its thing; its day; whose turn it
    is, which of what is far off is told when it is pointed at.
    """
    return mark_safe(drawn_cell(cell, get_language()))  # noqa: S308 - all is escaped


def drawn_cell(cell: Cell, language: str | None) -> str:
    """The same for whoever draws many, who asks for the language once."""
    start, mark, end = _told(cell[:-1], language)
    return f'{start}<a href="{escape(cell.url)}">{mark}</a>{end}' if cell.url else f"{start}{mark}{end}"


@lru_cache(maxsize=2048)
def _told(told: Said, _language: str | None) -> tuple[str, str, str]:
    """All of it but where it leads, kept once made as the marks in it are: on a board many say the same."""
    label, state, word, day, note, _turn = told
    title, is_far = Cell(*told, url="").title, state == CellState.COMING
    pointed = f' title="{escape(title)}"' if is_far and title else ""
    said = f'<time datetime="{day}">{short_date(day)}</time>' if day else ""
    hints = _hint(note) + ("" if is_far else _hint(title))
    start = f'<div class="board-cell"{pointed}><span class="board-step">{escape(label)}</span> '
    return start, status_mark(state.tone, word), f" {said}{hints}</div>"


def _hint(words: str) -> str:
    return f' <span class="hint">{escape(words)}</span>' if words else ""
