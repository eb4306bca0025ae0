"""What people type and paste as plain text, said in Markdown's marks, for showing alone: what is kept stays as typed.

Word's bullets become a list, lines cut by tabs a table, rows of a table get as many cells as its longest, and what
stands right below a list, a table or a quotation is no part of it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

BULLETS = re.compile(r"^[ \t]*(?:(?P<upper>[•‣●])|[▪◦∙○]|o(?=\t))[ \t]+", re.MULTILINE)
LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
QUOTATION = re.compile(r"[ ]{0,3}>")
RULER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
HAS_HEADS = re.compile(r"^\D*$|\b20\d\d\b")  # figures alone head nothing, but years do
CELL_ENDS = re.compile(r"(?<!\\)\|")


def in_marks(text: str) -> str:
    """The text with a mark for everything that plain text can show but Markdown has no sign for."""
    marked = BULLETS.sub(lambda found: "- " if found["upper"] else "  - ", text)
    parts = [(kind, list(lines)) for kind, lines in groupby(marked.split("\n"), key=_kind)]
    return "\n".join(_joined(parts))


def _kind(line: str) -> str:
    if LIST_ITEM.match(line):
        return "list"
    if QUOTATION.match(line):
        return "quotation"
    if line.strip().startswith("|"):
        return "cells"
    if line.strip() and "\t" in line.strip():
        return "tabs"
    if line[:1] in {" ", "\t"} or not line:
        return "within"  # a blank line, or one that belongs to the item above it
    return "text"


def _joined(parts: Sequence[tuple[str, list[str]]]) -> Iterator[str]:
    before = ""
    for kind, lines in parts:
        if before in {"list", "quotation", "table"} and kind in {"text", "tabs", "cells", "quotation"}:
            yield ""
        before = kind if kind != "within" or not any(lines) else before
        if kind == "tabs" and len(lines) > 1:
            before = "table"
            rows = [line.split("\t") for line in lines]
            heads = [] if HAS_HEADS.search(lines[0]) else [[""]]
            yield from _after_text(_table([*heads, *rows]))
        elif kind == "cells" and len(lines) > 1 and RULER.fullmatch(lines[1]):
            before = "table"
            yield from _table([_cells(line) for line in (lines[0], *lines[2:])])
        else:
            yield from lines


def _after_text(table: Iterator[str]) -> Iterator[str]:
    yield ""
    yield from table


def _cells(line: str) -> list[str]:
    return CELL_ENDS.split(line.strip().removeprefix("|").removesuffix("|"))


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows of one length, so that no cell has a place where none is shown."""
    width = max(map(len, rows))
    for number, row in enumerate(rows):
        cells = [CELL_ENDS.sub(r"\\|", cell.strip()) for cell in row]
        yield f"| {' | '.join([*cells, *[''] * (width - len(cells))])} |"
        if not number:
            yield f"|{' --- |' * width}"
