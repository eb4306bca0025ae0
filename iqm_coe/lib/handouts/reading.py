"""The HTML of what somebody wrote (`lib/rich_text.py`), read into paragraphs, items and tables that Word knows.

Every word of it comes out, in its order; white space is what a browser makes of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import TypeAlias

BLANKS = re.compile(r"[ \t\n\r\f]+")
HEADINGS = {f"h{level}": level for level in range(2, 7)}
BREAK = "\n"


@dataclass(frozen=True)
class Piece:
    """Some words in one look; a line break is a piece of its own."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    url: str = ""


@dataclass
class Block:
    """A paragraph, whatever it is: a heading of a level, an item so deep in lists, with its number, or a quotation."""

    heading: int = 0
    depth: int = 0
    is_item: bool = False
    number: int | None = None
    begins_list: bool = False
    is_quoted: bool = False
    is_head: bool = False  # of a cell: it heads its row or column
    is_rtl: bool = False
    pieces: list[Piece] = field(default_factory=list)

    def say(self, piece: Piece) -> None:
        """Put it behind the rest; a blank after a blank or at the beginning is none."""
        before = self.pieces[-1].text if self.pieces else BREAK
        text = piece.text if piece.text == BREAK or not before.endswith((" ", BREAK)) else piece.text.lstrip(" ")
        if text:
            self.pieces.append(replace(piece, text=text))

    def trim(self) -> None:
        """A blank at the end is none."""
        if self.pieces:
            self.pieces[-1] = replace(self.pieces[-1], text=self.pieces[-1].text.rstrip(" "))


@dataclass
class Table:
    """Rows of cells; `has_heads` where its first row heads its columns."""

    is_rtl: bool = False
    has_heads: bool = False
    rows: list[list[Block]] = field(default_factory=list)


@dataclass
class _List:
    """A list that is open; without a number its items have marks."""

    number: int | None
    is_begun: bool = False


Said: TypeAlias = Block | Table


def read(html: str) -> list[Said]:
    """The blocks of this text in their order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for block in reader.begun:
        block.trim()
    return [one for one in reader.blocks if isinstance(one, Table) or one.pieces or one.is_item]


class _Reader(HTMLParser):
    """Knows the tags that a text may hold (`rich_text.TAGS`); of any other it keeps the words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Said] = []
        self.begun: list[Block] = []  # those, and the cells of tables
        self.open: Block | None = None
        self.table: Table | None = None
        self.lists: list[_List] = []
        self.quotations = self.bold = self.italic = 0
        self.url = ""
        self.directions: list[tuple[str, str]] = []  # what is open and says in which direction it is written

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open what the tag says; blocks inside a frame go in its direction unless they say another."""
        said = {name: value or "" for name, value in attrs}
        if tag in {"ul", "ol", "blockquote", "table", "li", "p", "th", "td", *HEADINGS}:
            self.directions.append((tag, said.get("dir", "")))
        begin = getattr(self, f"_begin_{'heading' if tag in HEADINGS else tag}", None)
        if begin:
            begin(tag, said)

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        while self.directions and tag in {name for name, _direction in self.directions}:
            if self.directions.pop()[0] == tag:
                break
        end = getattr(self, f"_end_{'heading' if tag in HEADINGS else tag}", None)
        if end:
            end()

    def handle_data(self, data: str) -> None:
        """Words."""
        text = BLANKS.sub(" ", data)
        if self.open is None and text.strip(" ") and not (self.table and not self.table.rows):
            self._begin(Block(depth=len(self.lists)))
        if self.open is not None:
            self.open.say(Piece(text, self.bold > 0, self.italic > 0, self.url))

    @property
    def _is_rtl(self) -> bool:
        return next((way for _tag, way in reversed(self.directions) if way), "ltr") == "rtl"

    def _begin(self, block: Block) -> None:
        block.is_quoted, block.is_rtl = self.quotations > 0, self._is_rtl
        self.open = block
        self.begun.append(block)
        self.blocks.append(block)

    def _begin_p(self, _tag: str, _said: dict[str, str]) -> None:
        """The first paragraph of an item stands beside its mark; one in a cell is a line of it."""
        if self.table is not None:
            if self.open and self.open.pieces:
                self.open.say(Piece(BREAK))
        elif self.open and self.open.is_item and not self.open.pieces:
            self.open.is_rtl = self._is_rtl
        else:
            self._begin(Block(depth=len(self.lists)))

    def _end_p(self) -> None:
        if self.table is None:
            self.open = None

    def _begin_heading(self, tag: str, _said: dict[str, str]) -> None:
        self._begin(Block(heading=HEADINGS[tag]))

    def _end_heading(self) -> None:
        self.open = None

    def _begin_ul(self, tag: str, _said: dict[str, str]) -> None:
        self.open = None
        self.lists.append(_List(0 if tag == "ol" else None))

    _begin_ol = _begin_ul

    def _end_ul(self) -> None:
        self.open = None
        if self.lists:
            self.lists.pop()

    _end_ol = _end_ul

    def _begin_li(self, _tag: str, said: dict[str, str]) -> None:
        """A list that goes on with another number than the next begins anew."""
        here = self.lists[-1] if self.lists else _List(None)
        block = Block(depth=max(len(self.lists), 1), is_item=True)
        if here.number is not None:
            number = int(said["value"]) if said.get("value", "").isdecimal() else here.number + 1
            block.begins_list = not here.is_begun or number != here.number + 1
            block.number = here.number = number
        here.is_begun = True
        self._begin(block)

    def _end_li(self) -> None:
        self.open = None

    def _begin_blockquote(self, _tag: str, _said: dict[str, str]) -> None:
        self.open = None
        self.quotations += 1

    def _end_blockquote(self) -> None:
        self.open = None
        self.quotations = max(self.quotations - 1, 0)

    def _begin_table(self, _tag: str, _said: dict[str, str]) -> None:
        self.open, self.table = None, Table(is_rtl=self._is_rtl)
        self.blocks.append(self.table)

    def _end_table(self) -> None:
        self.open = self.table = None

    def _begin_thead(self, _tag: str, _said: dict[str, str]) -> None:
        if self.table is not None:
            self.table.has_heads = True

    def _begin_tr(self, _tag: str, _said: dict[str, str]) -> None:
        if self.table is not None:
            self.table.rows.append([])

    def _begin_td(self, tag: str, _said: dict[str, str]) -> None:
        if self.table is not None and self.table.rows:
            self.open = Block(is_head=tag == "th", is_rtl=self._is_rtl)
            self.begun.append(self.open)
            self.table.rows[-1].append(self.open)

    _begin_th = _begin_td

    def _end_td(self) -> None:
        self.open = None

    _end_th = _end_td

    def _begin_br(self, _tag: str, _said: dict[str, str]) -> None:
        if self.open is not None:
            self.open.say(Piece(BREAK))

    def _begin_strong(self, _tag: str, _said: dict[str, str]) -> None:
        self.bold += 1

    def _end_strong(self) -> None:
        self.bold -= 1

    def _begin_em(self, _tag: str, _said: dict[str, str]) -> None:
        self.italic += 1

    def _end_em(self) -> None:
        self.italic -= 1

    def _begin_a(self, _tag: str, said: dict[str, str]) -> None:
        self.url = said.get("href", "")

    def _end_a(self) -> None:
        self.url = ""


def words_of(said: list[Said]) -> Iterator[str]:
    """The words of each block and each cell."""
    for one in said:
        cells = [cell for row in one.rows for cell in row] if isinstance(one, Table) else [one]
        yield from ("".join(piece.text for piece in cell.pieces) for cell in cells)
