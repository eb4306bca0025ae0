"""Lists to be saved as a table: CSV that a spreadsheet opens, whose cells nobody's program takes for formulas."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

# What a spreadsheet begins to reckon at; tab and line breaks stand before them in its own advice.
RECKONS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"  # by which spreadsheets know UTF-8


def inert(value: object) -> str:
    """A cell as text: one that would be reckoned begins with an apostrophe, blanks before it or not."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(RECKONS) else text


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
            yield writer.writerow([inert(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
