"""Tables brought to what a page can hold: no more columns than fit beside each other, no head without rows, no rows
without words, and widths for columns of long texts, which a typesetter would weigh for minutes.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from markdown_it.token import Token

MOST_COLUMNS = 12  # on a sheet of A4; a wider table goes on below, each part with its first column
LONG = 60  # signs in one cell, from which on the widths are ours
SHARES = 12  # of the width of a table, as the print style and the theme know them

Cell = list[Token]  # opening, content, closing
Row = list[Cell]


def fit_tables(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens of a text with every table in it fitted."""
    table: list[Token] = []
    for token in tokens:
        if table or token.type == "table_open":
            table.append(token)
        else:
            yield token
        if token.type == "table_close":
            yield from _fitted(table)
            table = []
    yield from table


def _fitted(table: Sequence[Token]) -> Iterator[Token]:
    rows = list(_rows(table))
    head, *body = rows
    if not any(_said(cell) for row in rows for cell in row):
        return
    has_head = bool(body) and any(map(_said, head))
    body = body if has_head or not any(map(_said, head)) else rows
    for columns in _parts(len(head)):
        part = [[row[number] for number in columns] for row in body]
        yield from _drawn([head[number] for number in columns] if has_head else [], part, table)


def _rows(table: Sequence[Token]) -> Iterator[Row]:
    row: Row = []
    for place, token in enumerate(table):
        if token.type == "tr_open":
            row = []
        elif token.type in {"th_open", "td_open"}:
            row.append(list(table[place : place + 3]))
        elif token.type == "tr_close":
            yield row


def _said(cell: Cell) -> str:
    return cell[1].content.strip()


def _parts(width: int) -> Iterator[list[int]]:
    """Which columns stand together: the first with as many others as fit."""
    if width <= MOST_COLUMNS:
        yield list(range(width))
        return
    for first in range(1, width, MOST_COLUMNS - 1):
        yield [0, *range(first, min(first + MOST_COLUMNS - 1, width))]


def _drawn(head: Row, body: Sequence[Row], table: Sequence[Token]) -> Iterator[Token]:
    """One table, each of its tokens its own: those of a first column stand in several."""
    shares = _shares([row for row in (head, *body) if row])
    yield _like(table[0], is_long=bool(shares))
    for name, rows in (("thead", [head] if head else []), ("tbody", body)):
        if rows:
            yield Token(f"{name}_open", name, 1, block=True)
            yield from chain.from_iterable(_row(row, name, shares) for row in rows)
            yield Token(f"{name}_close", name, -1, block=True)
    yield _like(table[-1])


def _row(row: Row, part: str, shares: Sequence[int]) -> Iterator[Token]:
    kind = "th" if part == "thead" else "td"
    yield Token("tr_open", "tr", 1, block=True)
    for place, (opening, content, closing) in enumerate(row):
        yield _like(opening, kind, share=shares[place] if shares else 0)
        yield content
        yield _like(closing, kind)
    yield Token("tr_close", "tr", -1, block=True)


def _like(token: Token, kind: str = "", **meta: int) -> Token:
    made = token.copy(meta=meta, attrs={})
    if kind:
        made.type, made.tag = f"{kind}_{made.type.split('_')[1]}", kind
    return made


def _shares(rows: Sequence[Row]) -> list[int]:
    """How many twelfths of the width each column gets, by its longest text; nothing where the texts are short."""
    longest = [max(len(_said(cell)) for cell in column) for column in zip(*rows, strict=True)]
    if max(longest) < LONG:
        return []
    weights = [min(max(length, 8), 400) ** 0.5 for length in longest]
    shares = [max(1, round(weight * SHARES / sum(weights))) for weight in weights]
    while sum(shares) > SHARES:
        shares[shares.index(max(shares))] -= 1
    shares[shares.index(max(shares))] += SHARES - sum(shares)
    return shares
