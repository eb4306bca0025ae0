"""Tables brought to what a page can hold: no more columns than fit beside each other, no head without rows, no rows
without words, and widths for columns of long texts, which a typesetter would weigh for minutes.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from math import ceil
from unicodedata import east_asian_width

from markdown_it.token import Token

MOST_COLUMNS = 12  # beside each other; a wider table goes on below, each part with its first column
LONG = 60  # signs in one cell, from which on the widths are ours
LONGEST_WORD = 20  # signs; a longer one may break
SHARES = 24  # of the width of a table, as the print style and the theme know them
# Signs across a table on a sheet of A4, by the width of a figure, and how many the space between two columns takes.
ACROSS, BETWEEN = 72, 2
# So small that it is not cut in two at the end of a page.
FEW_ROWS, FEW_SIGNS = 8, 800

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
    for columns in _parts([_needed(column) for column in zip(*rows, strict=True)]):
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


def _parts(needed: Sequence[int]) -> Iterator[list[int]]:
    """Which columns stand together: the first with as many others as fit without breaking a word or a figure."""
    part, spent = [0], needed[0]
    for number, shares in enumerate(needed[1:], start=1):
        if len(part) > 1 and (spent + shares > SHARES or len(part) == MOST_COLUMNS):
            yield part
            part, spent = [0], needed[0]
        part.append(number)
        spent += shares
    yield part


def _needed(column: Sequence[Cell]) -> int:
    """How many shares of the width the longest word of a column takes; one that may break takes as many as most do."""
    longest = max(_width(word) for cell in column for word in (_said(cell).split() or [""]))
    return max(1, ceil((min(longest, LONGEST_WORD) + BETWEEN) * SHARES / ACROSS))


def _width(word: str) -> int:
    """In signs; those of Chinese, Japanese and Korean are as wide as two."""
    return sum(2 if east_asian_width(sign) in {"W", "F"} else 1 for sign in word)


def _drawn(head: Row, body: Sequence[Row], table: Sequence[Token]) -> Iterator[Token]:
    """One table, each of its tokens its own: those of a first column stand in several."""
    drawn = [row for row in (head, *body) if row]
    shares = _shares(drawn)
    signs = sum(len(_said(cell)) for row in drawn for cell in row)
    yield _like(table[0], is_long=bool(shares), is_small=len(drawn) <= FEW_ROWS and signs <= FEW_SIGNS)
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
    """How many shares of the width each column gets: what its longest word takes, then by its longest text. Nothing
    where texts and words are short, since a typesetter weighs those quickly, and breaks none.
    """
    columns = list(zip(*rows, strict=True))
    longest = [max(len(_said(cell)) for cell in column) for column in columns]
    widest = max(_width(word) for row in rows for cell in row for word in (_said(cell).split() or [""]))
    if max(longest) < LONG and widest <= LONGEST_WORD:
        return []
    shares = [_needed(column) for column in columns]
    weights = [min(max(length, 8), 400) ** 0.5 for length in longest]
    for _share in range(SHARES - sum(shares)):
        behind = [weight / share for weight, share in zip(weights, shares, strict=True)]
        shares[behind.index(max(behind))] += 1
    return shares
