"""Tables to be saved: CSV and XLSX that a spreadsheet opens, whose cells nobody's program takes for formulas.

Numbers and days are of their own type; a text is a text, whatever it begins with.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import PurePath

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | Decimal | date | datetime | None

# What a spreadsheet begins to reckon at; tab and line breaks stand before them in its own advice.
RECKONS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"  # by which spreadsheets know UTF-8
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SIGNS = 32_767  # of a cell; more of them would leave it empty
FIRST_YEAR = 1901  # of the days that every spreadsheet counts alike; one before is written as it is said
MOST_DIGITS = 15  # of a number, which a spreadsheet would round behind them
LONGEST_TITLE, NOT_IN_TITLES = 31, frozenset("[]:*?/\\'")  # of a sheet
NARROWEST, WIDEST = 10, 60


def inert(value: object) -> str:
    """A cell as text: one that would be reckoned begins with an apostrophe, blanks before it or not. A number of ours
    is no formula, also below zero.
    """
    text = "" if value is None else str(value)
    is_text = not isinstance(value, int | Decimal)
    return f"'{text}" if is_text and text.lstrip(" ").startswith(RECKONS) else text


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(name: str, heading: Iterable[object], rows: Iterable[Iterable[object]]) -> StreamingHttpResponse:
    """The table as a file to save, written row by row, so that its length costs no memory."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield MARK
        yield writer.writerow([inert(cell) for cell in heading])
        for row in rows:
            yield writer.writerow([inert(_on_the_wall(c) if isinstance(c, datetime) else c) for c in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    _only_for_whoever_asked(response)
    return response


def as_xlsx(name: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> FileResponse:
    """The table as a workbook of one sheet; instants in the zone of whoever saves it."""
    file = BytesIO()  # packed: a few megabytes at the most
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        kinds = {date: book.add_format({"num_format": "d mmm yyyy"}),
                 datetime: book.add_format({"num_format": "d mmm yyyy hh:mm"}),
                 Decimal: book.add_format({"num_format": "#,##0.00"})}  # fmt: skip
        sheet = book.add_worksheet(_titled(name))
        sheet.freeze_panes(1, 0)
        for column, label in enumerate(heading):
            sheet.set_column(column, column, min(max(len(label) + 4, NARROWEST), WIDEST))
            sheet.write_string(0, column, label, book.add_format({"bold": True}))
        last = 0
        for last, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                _write(sheet, last, column, cell, kinds)
        sheet.autofilter(0, 0, last, max(len(heading) - 1, 0))
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    _only_for_whoever_asked(response)
    return response


def _titled(name: str) -> str:
    """What the sheet is called: as its file, without the signs that stand in no such title."""
    title = "".join(sign for sign in PurePath(name).stem if sign not in NOT_IN_TITLES)
    return title[:LONGEST_TITLE].strip()


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, kinds: dict[type, Format]) -> None:
    if isinstance(cell, datetime) and cell.year >= FIRST_YEAR:
        sheet.write_datetime(row, column, _on_the_wall(cell), kinds[datetime])
    elif isinstance(cell, date) and cell.year >= FIRST_YEAR:
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), kinds[date])  # noqa: DTZ001 - a day
    elif isinstance(cell, int | Decimal) and len(str(cell)) <= MOST_DIGITS:
        sheet.write_number(row, column, cell, kinds.get(type(cell)))
    elif cell is not None:
        text = str(cell)
        sheet.write_string(row, column, text if len(text) <= MOST_SIGNS else f"{text[: MOST_SIGNS - 1]}…")


def _on_the_wall(instant: datetime) -> datetime:
    """As the clock on the reader's wall shows it: a spreadsheet knows no zones."""
    return timezone.localtime(instant).replace(tzinfo=None, microsecond=0)


def _only_for_whoever_asked(response: HttpResponseBase) -> None:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
