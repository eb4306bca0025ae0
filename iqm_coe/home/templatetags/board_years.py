"""The board as HTML, joined here and looped over in no template: a page of it has a hundred cells."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from iqm_coe.home.lists import Chip, Group, Line
from iqm_coe.home.selectors.board import SchoolRow, Total
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lib.templatetags.year_cells import board_cell, drawn_cell
from iqm_coe.lib.year_cells import Cell

register = template.Library()


@register.simple_tag
def board_years(groups: Iterable[Group]) -> SafeString:
    """The body of the table, one for each group."""
    return mark_safe("\n".join(map(_group, groups)))  # noqa: S308 - all that is said is escaped


@register.simple_tag
def board_chips(chips: Iterable[Chip]) -> SafeString:
    """What is late, above the years."""
    return mark_safe("\n".join(map(_chip, chips)))  # noqa: S308 - all that is said is escaped


def _chip(chip: Chip) -> str:
    count = "" if chip.count is None else f" ({chip.count})"
    current = ' aria-current="page"' if chip.is_current else ""
    return f'<li><a href="{escape(chip.url)}"{current}>{escape(chip.label)}{count}</a></li>'


@register.simple_tag
def board_totals(totals: Iterable[Total]) -> SafeString:
    """The foot of the table, a cell for each step."""
    return mark_safe("\n".join(map(_total, totals)))  # noqa: S308 - all that is said is escaped


def _total(total: Total) -> str:
    said = _("%(done)s done, %(late)s late") % {"done": total.done, "late": total.late}
    return f'<td><span class="board-step">{escape(total.label)}</span> {escape(said)}</td>'


def _group(group: Group) -> str:
    heading = f'<th colspan="6" scope="rowgroup">{escape(group.label)} ({group.count})</th>'
    named = f'<tr class="board-group">{heading}</tr>\n' if group.label else ""
    lines = "\n".join(map(_line, group.lines))
    return f"<tbody>\n{named}{lines}\n</tbody>"


def _line(line: Line) -> str:
    """A year; where it is unfolded, its schools below it."""
    facts = line.row.facts
    centre = escape(facts.centre)
    opened = _("Year %(n)s, opened %(day)s") % {"n": facts.number, "day": short_date(facts.opens_on)}
    fold = _("Show schools") if line.schools is None else _("Fold schools")
    heading = (
        f'<a href="{escape(line.page)}">{centre}</a>\n'
        f"{_late(line.late)}"
        f'<span class="hint"> {escape(opened)} </span>\n'
        f'<a class="board-fold no-print" href="{escape(line.fold)}">\n'
        f'{escape(fold)} <span class="visually-hidden">{centre}</span>\n</a>'
    )
    language = get_language()
    cells = "".join(f"<td>{drawn_cell(cell, language) if cell else ''}</td>" for cell in line.cells)
    schools = "".join(map(_school, line.schools or ()))
    return f'<tr id="year-{facts.pk}" class="board-year"><th scope="row">{heading}</th>{cells}</tr>{schools}'


def _late(cells: list[Cell]) -> str:
    """What is late, for a screen too small for columns."""
    if not cells:
        return ""
    said = " · ".join(f"{escape(cell.label)}: {escape(cell.word)}" for cell in cells)
    return f'<span class="board-late"> {said} </span>\n'


def _school(row: SchoolRow) -> str:
    cells = "".join(f"<td>{''.join(map(board_cell, cells))}</td>" for _label, cells in row.cells)
    return f'<tr class="board-school"><th scope="row">{escape(row.school)}</th>{cells}</tr>'
