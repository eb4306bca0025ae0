"""A page to take away as a Word document: real headings, lists and tables, in British English, to be written on in.

What python-docx offers no way to (the number of a list, the direction of a paragraph, a link, a row that is repeated)
is written into its XML, which it hands out by private names only.
"""

from functools import singledispatchmethod
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.table import _Row as WordRow
from docx.text.paragraph import Paragraph

from iqm_coe.lib.cleaning import NOTHING
from iqm_coe.lib.handouts import shape
from iqm_coe.lib.handouts.reading import BREAK, Block, Piece, Table, read
from iqm_coe.lib.levelling import is_right_to_left
from iqm_coe.lib.rich_text import as_html

LANGUAGE, TYPE = "en-GB", "Calibri"
TEAL, GREY = RGBColor(0x0B, 0x55, 0x59), RGBColor(0x44, 0x56, 0x5A)
SIZES = {"Heading 1": 20, "Heading 2": 15, "Heading 3": 12.5, "Heading 4": 11.5, "Heading 5": 11, "Heading 6": 11}
MOST_LISTS = 2  # levels of lists that a text holds
UNSAYABLE = "\N{REPLACEMENT CHARACTER}"  # for what XML refuses


def as_word(handout: shape.Handout) -> bytes:
    """The document as bytes."""
    page = _Page(handout)
    for part in handout.parts:
        page.put(part)
    out = BytesIO()
    page.document.save(out)
    return out.getvalue()


def _sayable(text: str) -> str:
    return NOTHING.sub(UNSAYABLE, text)


class _Page:
    """The document as far as it is written."""

    def __init__(self, handout: shape.Handout) -> None:
        self.document = _empty(handout)
        self.keys = {style.name: style.style_id for style in self.document.styles}
        self.leads_to: dict[str, str] = {}  # the name that the document gives to an address
        self.abstract = {depth: self._numbers_of(f"List Number{_deep(depth)}") for depth in range(1, MOST_LISTS + 1)}
        self.counts: dict[int, int] = {}  # the numbering of the list that is open at each depth
        self._paragraph("Heading 1", handout.title)
        self._paragraph("Subtitle", handout.whose)
        for words in (*handout.state, handout.copy_words):
            self._paragraph("State", words)

    @singledispatchmethod
    def put(self, part: shape.Part) -> None:
        """Write this part at the end."""
        raise TypeError(f"Word does not know {part!r}.")

    @put.register
    def _(self, part: shape.Heading) -> None:
        self._paragraph(f"Heading {part.level}", part.words)

    @put.register
    def _(self, part: shape.Line) -> None:
        self._paragraph("Normal", part.words)

    @put.register
    def _(self, part: shape.Label) -> None:
        self._paragraph("Label", part.words)

    @put.register
    def _(self, part: shape.Listed) -> None:
        for item in part.items:
            self._say([Piece(item.words, url=item.url)], self._styled("List Bullet"))

    @put.register
    def _(self, part: shape.Facts) -> None:
        table = self._table(2)
        for label, value in part.rows:
            self._row(table, (label, value))

    @put.register
    def _(self, part: shape.Grid) -> None:
        self._paragraph("Caption", part.caption)
        table = self._table(len(part.heads))
        _repeat(self._row(table, part.heads, is_head=True))
        for cells in part.rows:
            self._row(table, cells)

    @put.register
    def _(self, part: shape.Written) -> None:
        for block in read(as_html(part.text, part.level)):
            if isinstance(block, Table):
                self._written_table(block)
            else:
                self._say(block.pieces, self._for(block), is_rtl=block.is_rtl)

    def _for(self, block: Block) -> Paragraph:
        """A paragraph at the end as this block asks for it."""
        if block.heading:
            return self._styled(f"Heading {block.heading}")
        depth = min(block.depth, MOST_LISTS)
        if not depth:
            return self._styled("Quote" if block.is_quoted else "Normal")
        if not block.is_item:
            return self._styled(f"List Continue{_deep(depth)}")
        if block.number is None:
            return self._styled(f"List Bullet{_deep(depth)}")
        paragraph = self._styled(f"List Number{_deep(depth)}")
        if block.begins_list:
            self.counts[depth] = self._counting_from(block.number, depth)
        paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = self.counts[depth]  # noqa: SLF001
        return paragraph

    def _numbers_of(self, style: str) -> int:
        """The kind of numbering of a style of lists."""
        found = self.document.styles[style].element.xpath("w:pPr/w:numPr/w:numId/@w:val")
        numbering = self.document.part.numbering_part.element
        return int(numbering.num_having_numId(int(found[0])).abstractNumId.val)

    def _counting_from(self, number: int, depth: int) -> int:
        """A list of its own that begins with this number."""
        made = self.document.part.numbering_part.element.add_num(self.abstract[depth])
        made.add_lvlOverride(ilvl=0).add_startOverride(number)
        return int(made.numId)

    def _styled(self, style: str) -> Paragraph:
        """A paragraph at the end; by the key of its style, since a name is looked for among all of them each time."""
        paragraph = self.document.add_paragraph()
        paragraph._p.style = self.keys[style]  # noqa: SLF001
        return paragraph

    def _paragraph(self, style: str, words: str) -> None:
        self._say([Piece(words)], self._styled(style), is_rtl=is_right_to_left(words))

    def _say(self, pieces: list[Piece], paragraph: Paragraph, *, is_rtl: bool = False) -> None:
        if is_rtl:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001
        for piece in pieces:
            run = paragraph.add_run()
            if piece.text == BREAK:
                run.add_break()
            else:
                run.text = _sayable(piece.text)
            run.bold, run.italic = piece.is_bold or None, piece.is_italic or None
            run.font.rtl = is_rtl or None
            if piece.url:
                run._r.style = self.keys["Hyperlink"]  # noqa: SLF001
                self._link(run._r, piece.url)  # noqa: SLF001

    def _link(self, run: BaseOxmlElement, url: str) -> None:
        """Let what was said lead there."""
        if url not in self.leads_to:
            to = self.document.part.rels.get_or_add_ext_rel(RELATIONSHIP_TYPE.HYPERLINK, _sayable(url))
            self.leads_to[url] = to
        link = OxmlElement("w:hyperlink", {qn("r:id"): self.leads_to[url]})
        run.addprevious(link)
        link.append(run)

    def _table(self, columns: int) -> WordTable:
        table: WordTable = self.document.add_table(rows=0, cols=columns, style="Table Grid")
        return table

    def _row(self, table: WordTable, texts: tuple[str, ...], *, is_head: bool = False) -> WordRow:
        row: WordRow = table.add_row()  # type: ignore[no-untyped-call]  # of python-docx
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            self._cell(cell, [Piece(text, is_bold=is_head or not place)], is_rtl=is_right_to_left(text))
        return row

    def _cell(self, cell: WordCell, pieces: list[Piece], *, is_rtl: bool) -> None:
        paragraph = cell.paragraphs[0]
        paragraph._p.style = self.keys["Cell"]  # noqa: SLF001
        self._say(pieces, paragraph, is_rtl=is_rtl)

    def _written_table(self, written: Table) -> None:
        """A table that somebody wrote; Word wants a paragraph between two tables."""
        columns = max((len(row) for row in written.rows), default=0)
        if not columns:
            return
        table = self._table(columns)
        for place, cells in enumerate(written.rows):
            row: WordRow = table.add_row()  # type: ignore[no-untyped-call]  # of python-docx
            for cell, block in zip(row.cells, cells, strict=False):
                bold = [Piece(one.text, one.is_bold or block.is_head, one.is_italic, one.url) for one in block.pieces]
                self._cell(cell, bold, is_rtl=block.is_rtl)
            if not place and written.has_heads:
                _repeat(row)
        if written.is_rtl:
            table._tbl.tblPr.find(qn("w:tblStyle")).addnext(OxmlElement("w:bidiVisual"))  # noqa: SLF001
        self._styled("Cell")


def _deep(depth: int) -> str:
    return "" if depth == 1 else f" {depth}"


def _repeat(row: WordRow) -> None:
    """It heads the columns, on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001


def _empty(handout: shape.Handout) -> WordDocument:
    """A document without a word but for its head and foot: A4, our look, our language."""
    document = Document()
    _set_language(document)
    _set_styles(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(22)
    section.header.paragraphs[0].add_run(_sayable(handout.whose))
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{handout.foot} · ")
    foot._p.append(_field("PAGE"))  # noqa: SLF001
    told = document.core_properties
    told.title, told.subject = _sayable(handout.title)[:255], handout.foot
    told.author, told.comments, told.keywords, told.last_modified_by = "IQM Centres of Excellence", "", "", ""
    told.language = LANGUAGE
    told.created = told.modified = handout.taken_at.replace(tzinfo=None)
    return document


def _field(code: str) -> BaseOxmlElement:
    """What Word reckons itself, such as the number of a page."""
    field = OxmlElement("w:fldSimple", {qn("w:instr"): code})
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    return field


def _set_language(document: WordDocument) -> None:
    for found in (*document.styles.element.iter(qn("w:lang")), *document.settings.element.iter(qn("w:themeFontLang"))):
        found.set(qn("w:val"), LANGUAGE)


def _set_styles(document: WordDocument) -> None:
    styles = document.styles
    for style in styles:
        for fonts in style.element.iter(qn("w:rFonts")):
            for kind in ("asciiTheme", "hAnsiTheme"):
                fonts.attrib.pop(qn(f"w:{kind}"), None)
            fonts.set(qn("w:ascii"), TYPE)
            fonts.set(qn("w:hAnsi"), TYPE)
    normal = _look(styles["Normal"], size=11)
    normal.paragraph_format.space_after = Pt(6)
    for name, size in SIZES.items():
        _look(styles[name], size=size, colour=TEAL)
    _look(styles["Subtitle"], size=13, colour=GREY)
    _look(styles["Caption"], size=11).paragraph_format.keep_with_next = True
    ours = {"State": 11, "Label": 10, "Cell": 10.5}
    made = [_look(styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), size=size) for name, size in ours.items()]
    state, label, cell = made
    state.paragraph_format.left_indent = Mm(4)
    label.font.bold, label.font.color.rgb, label.paragraph_format.keep_with_next = True, GREY, True
    cell.paragraph_format.space_after = Pt(0)
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline, link.font.color.rgb = True, TEAL


def _look(style: BaseStyle, *, size: float, colour: RGBColor | None = None) -> ParagraphStyle:
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{style.name} is no style of paragraphs.")
    style.font.size = Pt(size)
    style.font.name = TYPE
    if colour is not None:
        style.font.color.rgb = colour
    return style
