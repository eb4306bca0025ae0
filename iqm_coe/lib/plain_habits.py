"""What people type and paste as plain text, said in Markdown's marks, for showing alone: what is kept stays as typed.

Word's bullets become a list, lines cut by tabs a table, rows of a table get as many cells as its longest, and what
stands right below a list, a table or a quotation is no part of it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

BULLETS = re.compile(r"^(?P<inset>[ \t]*)(?:(?P<upper>[•‣●])|(?P<lower>[▪◦∙○]|o(?=\t)))[ \t]+", re.MULTILINE)
RATINGS = re.compile(r"^○", re.MULTILINE)  # at the edge it is no bullet of a lower level: it says what is not so
# Signs that stand for themselves where Markdown would take them for marks: 5*3, > 95 %, + 7, # of pupils, paths.
LITERAL = re.compile(r"(?<=\d)\*(?=\d)|^[ \t]*>(?=[ \t]?\d)|^[ \t]*\+(?=[ \t])|^#(?=[ ]of\b)", re.MULTILINE)
PATHS = re.compile(r"(?<!\S)(?:\\\\[\w.-]+|[A-Za-z]:)\\(?!\\)\S+")
BULLET_LETTERS = re.compile(r"^[ \t]*o(?=\t)", re.MULTILINE)  # it may be drawn as a bullet
LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
QUOTATION = re.compile(r"[ ]{0,3}>")
RULER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
HAS_HEADS = re.compile(r"^\D*$|\b20\d\d\b")  # figures alone head nothing, but years do
MOST_EMPTY = 400  # cells that a table may lack; what looks like one and lacks more is a text with tabs or lines in it
CELL_ENDS = re.compile(r"(?<!\\)\|")


def in_marks(text: str) -> str:
    """The text with a mark for everything that plain text can show but Markdown has no sign for."""
    parts = [(kind, list(lines)) for kind, lines in groupby(_as_meant(text).split("\n"), key=_kind)]
    return "\n".join(_joined(parts))


def _as_meant(text: str) -> str:
    """With a mark for each bullet, and a backslash before each sign that is none."""
    meant = LITERAL.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)
    meant = PATHS.sub(lambda found: found[0].replace("\\", "\\\\"), meant)
    if RATINGS.search(meant):
        return meant
    lines, has_list = [], False
    for line in meant.split("\n"):
        bullet = BULLETS.match(line)
        if bullet and (bullet["upper"] or bullet["lower"] != "o" or has_list):
            lines.append(f"{'' if bullet['upper'] else '  '}- {line[bullet.end() :]}")
            has_list = True
        else:
            lines.append(line)
            has_list = has_list and not line.strip()
    return "\n".join(lines)


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
        rows = [line.split("\t") for line in lines] if kind == "tabs" else []
        if len(rows) > 1 and _lacks_few(rows):
            before = "table"
            heads = [] if HAS_HEADS.search(lines[0]) else [[""]]
            yield from _after_text(_table([*heads, *rows]))
        elif kind == "cells" and len(lines) > 1 and RULER.fullmatch(lines[1]):
            before = "table"
            cells = [_cells(line) for line in (lines[0], *lines[2:])]
            yield from _table(cells) if _lacks_few(cells) else (lines[0], f"\\{lines[1].strip()}", *lines[2:])
        else:
            yield from lines


def _after_text(table: Iterator[str]) -> Iterator[str]:
    yield ""
    yield from table


def _lacks_few(rows: Sequence[Sequence[str]]) -> bool:
    """Filled up, a table of one long row and many short ones would be thousands of times its text."""
    return max(map(len, rows)) * len(rows) - sum(map(len, rows)) <= MOST_EMPTY


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
