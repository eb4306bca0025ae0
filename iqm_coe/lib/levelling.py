"""What was parsed, brought to what a document can hold: two levels of headings, two of lists, one of quotations."""

import unicodedata

from markdown_it.token import Token

from iqm_coe.lib.fitting_tables import fit_tables

MOST_LISTS = 2
LAST_HEADING = 6
FRAMES = {"bullet_list", "ordered_list", "blockquote", "table"}


def is_right_to_left(text: str) -> bool:
    """Whether its first letter is of a script that is, as browsers tell it by `dir="auto"`."""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L"


class Levelling:
    """One text on its way: nothing is taken out but the frames of what lies too deep."""

    def __init__(self, first_heading: int) -> None:
        self.first_heading = first_heading
        self.lists = self.quotations = 0
        self.has_heading = self.begins_row = self.is_empty = self.begins_item = self.is_beside = False
        self.has_columns = False
        self.tag = self.mark = ""
        self.block: Token | None = None
        self.frames: list[Token] = []  # lists, quotations and tables that are open

    def of(self, tokens: list[Token]) -> list[Token]:
        """The tokens to be drawn."""
        tokens = list(fit_tables(tokens))
        following = [*tokens, Token("", "", 0)][1:]
        return [token for token, after in zip(tokens, following, strict=True) if self._keeps(token, after)]

    def _keeps(self, token: Token, after: Token) -> bool:
        kind = token.type.rsplit("_", 1)[0]
        token.attrs = {}
        keeps = getattr(self, f"_{kind}", self._as_it_is)(token, after)
        if keeps and token.nesting > 0 and not token.hidden:
            self.block = token
        if keeps and kind in FRAMES:
            self._frame(token)
        return bool(keeps)

    def _frame(self, token: Token) -> None:
        if token.nesting > 0:
            self.frames.append(token)
        elif self.frames:
            self.frames.pop()

    def _as_it_is(self, _token: Token, _after: Token) -> bool:
        return True

    def _bullet_list(self, token: Token, _after: Token) -> bool:
        self.lists += token.nesting
        return self.lists + (token.nesting < 0) <= MOST_LISTS

    _ordered_list = _bullet_list

    def _list_item(self, token: Token, _after: Token) -> bool:
        """In a list that lies too deep an item is a paragraph that begins with its mark."""
        if self.lists > MOST_LISTS:
            self.mark = "" if token.nesting < 0 else f"{token.info}{token.markup} " if token.info else "– "
            return False
        if token.info:
            token.attrSet("value", token.info)
        self.begins_item = token.nesting > 0
        return True

    def _blockquote(self, token: Token, _after: Token) -> bool:
        self.quotations += token.nesting
        return self.quotations + (token.nesting < 0) <= 1

    def _heading(self, token: Token, after: Token) -> bool:
        """The first is of the upper level, whatever its mark; inside a list or a quotation it is a paragraph."""
        if token.nesting > 0:
            is_lower = token.tag != "h1" and self.has_heading
            level = min(self.first_heading + is_lower, LAST_HEADING)
            self.tag = "p" if token.level or not after.content else f"h{level}"
            self.is_empty = not after.content
            self.has_heading |= self.tag != "p"
            if is_lower and self.tag != "p":
                token.attrSet("class", "lower")
        token.tag, token.hidden = self.tag, self.is_empty
        return True

    def _paragraph(self, token: Token, _after: Token) -> bool:
        """The first words of an item stand beside its mark."""
        if token.nesting > 0:
            self.is_beside = (token.hidden or self.begins_item) and self.lists <= MOST_LISTS
            self.begins_item = False
        token.hidden = self.is_beside
        return True

    def _tr(self, token: Token, _after: Token) -> bool:
        self.begins_row = token.nesting > 0
        return True

    def _table(self, token: Token, _after: Token) -> bool:
        """How wide its columns are, where that has been worked out, and whether it stays in one piece."""
        self.has_columns = False
        names = [name for name in ("long", "small") if token.nesting > 0 and token.meta.get(f"is_{name}")]
        if names:
            token.attrSet("class", " ".join(names))
        return True

    def _th(self, token: Token, after: Token) -> bool:
        self._cell(token, "col" if after.content else "")
        return True

    def _td(self, token: Token, after: Token) -> bool:
        """What a row begins with is its header; where no column has one, the first cell that says something is."""
        self._cell(token, "row" if self.begins_row and after.content else "")
        if token.nesting > 0:
            self.begins_row = self.begins_row and not after.content and not self.has_columns
        return True

    def _thead(self, _token: Token, _after: Token) -> bool:
        self.has_columns = True
        return True

    def _cell(self, token: Token, heads: str) -> None:
        """An empty cell is a header of nothing."""
        if token.nesting > 0:
            self.tag = "th" if heads else "td"
            if heads:
                token.attrSet("scope", heads)
            if share := token.meta.get("share"):
                token.attrSet("class", f"of-{share}")
        token.tag = self.tag

    def _inline(self, token: Token, _after: Token) -> bool:
        if token.content.strip():
            self._direct(token.content)
        if self.mark and token.children is not None:
            token.children.insert(0, Token("text", "", 0, content=self.mark))
        self.mark = ""
        return True

    def _direct(self, text: str) -> None:
        """Marks, bar and first column stand on the side on which the first words of a frame begin."""
        is_rtl = is_right_to_left(text)
        outer = "ltr"
        for frame in self.frames:
            frame.meta.setdefault("dir", "rtl" if is_rtl else "ltr")
            if frame.meta["dir"] != outer:
                frame.attrSet("dir", frame.meta["dir"])
            outer = frame.meta["dir"]
        if self.block and self.block not in self.frames and is_rtl != (outer == "rtl"):
            self.block.attrSet("dir", "rtl" if is_rtl else "ltr")
