"""A page that is taken away: the same words in PDF and Word, in headings, lists and tables, inert, nothing lost."""

import re
from datetime import UTC, datetime
from io import BytesIO
from threading import BoundedSemaphore
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.handouts import answer
from iqm_coe.lib.handouts.answer import KINDS, as_pdf
from iqm_coe.lib.handouts.reading import Block, Table, read, words_of
from iqm_coe.lib.handouts.shape import (
    Facts,
    Grid,
    Handout,
    Heading,
    Item,
    Label,
    Line,
    Listed,
    Part,
    Written,
    labelled,
    link,
    listed,
    written,
)
from iqm_coe.lib.handouts.word import as_word
from iqm_coe.lib.opening.office import WORD, look_at
from iqm_coe.lib.rich_text import MOST_PIECES, as_html
from tests.documents import errors_in, text_of
from tests.unit.lib.test_rich_text import AROUND, HOSTILE
from tests.whole import in_the_whole

SUMMER = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # the second of July in London


def handout(*parts: Part, title: str = "The update of Elm School", state: tuple[str, ...] = ("Draft.",)) -> Handout:
    return Handout(title, "Elm School · Year 1", state, SUMMER, parts)


def opened(made: Handout):
    return Document(BytesIO(as_word(made)))


def paragraphs(made: Handout) -> list[tuple[str, str]]:
    """Style and words of what stands below the head of the page."""
    found = [(one.style.name, one.text) for one in opened(made).paragraphs]
    return found[found.index(("State", made.copy_words)) + 1 :]


def read_in_pdf(made: Handout) -> str:
    return " ".join(text_of(as_pdf(made)).split())


# ---- what it says of itself ----


@pytest.mark.rule("R16e")
def test_both_say_whose_it_is_how_it_stands_and_when_in_london_it_was_taken():
    made = handout(state=("Draft: not sent yet.", "To be sent by Friday."))
    taken = "A copy, taken on Thursday 2 July 2026 at 00:30 in London. It is not a sealed report"

    assert made.file_name == "the-update-of-elm-school 2026-07-02"
    in_word = "\n".join(one.text for one in opened(made).paragraphs)
    for words in ("The update of Elm School", "Elm School · Year 1", "Draft: not sent yet.", "To be sent by", taken):
        assert words in in_word
        assert words in read_in_pdf(made)
    foot = "Copy, 2 Jul 2026 00:30 · not sealed"
    assert foot in read_in_pdf(made)
    (section,) = opened(made).sections
    assert section.footer.paragraphs[0].text.startswith(foot)
    assert section.header.paragraphs[0].text == "Elm School · Year 1"


@pytest.mark.rule("R16e")
def test_name_of_the_file_is_short_and_plain_whatever_the_school_is_called():
    assert handout(title="Report on مدرسة / ../x\r\n").file_name == "report-on-x 2026-07-02"
    assert len(handout(title="Report on " + "x" * 500).file_name) <= 80 + len(" 2026-07-02")


@pytest.mark.rule("R16e")
def test_word_speaks_british_english_everywhere():
    document = opened(handout(*written("Colour.")))

    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.title == "The update of Elm School"


# ---- one shape, two documents ----

WHOLE = handout(
    Heading("Element 1"),
    Heading("Progress", 3),
    *written("# Reading\n\nWe **read** more.\n\n- one\n- two\n  - deeper", 4),
    Heading("Next steps", 3),
    *written("", 4),
    *listed(Item("Photographs (day.jpg)"), link("Our page", "https://elm.example/a?b=1&c=2")),
    Facts((("Centre", "Trent Valley"), ("Visit", "19 January"))),
    Grid("Findings", ("Element", "Outcome"), (("1 Values", "Ratified"), ("2 Space", "=1+1"))),
    *labelled("Strengths", "Warm."),
    Line("Signed."),
)


@pytest.mark.rule("R16e")
def test_word_has_real_headings_lists_and_labels():
    assert paragraphs(WHOLE) == [
        ("Heading 2", "Element 1"),
        ("Heading 3", "Progress"),
        ("Heading 4", "Reading"),
        ("Normal", "We read more."),
        ("List Bullet", "one"),
        ("List Bullet", "two"),
        ("List Bullet 2", "deeper"),
        ("Heading 3", "Next steps"),
        ("Normal", "–"),
        ("List Bullet", "Photographs (day.jpg)"),
        ("List Bullet", "Our page"),
        ("Caption", "Findings"),
        ("Label", "Strengths"),
        ("Normal", "Warm."),
        ("Normal", "Signed."),
    ]


@pytest.mark.rule("R16e")
def test_word_has_tables_whose_first_row_heads_them_on_every_page():
    facts, findings = opened(WHOLE).tables

    assert [[cell.text for cell in row.cells] for row in facts.rows] == [
        ["Centre", "Trent Valley"],
        ["Visit", "19 January"],
    ]
    assert [[cell.text for cell in row.cells] for row in findings.rows] == [
        ["Element", "Outcome"],
        ["1 Values", "Ratified"],
        ["2 Space", "=1+1"],
    ]
    assert [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in findings.rows] == [True, False, False]
    assert not facts._tbl.xpath(".//w:tblHeader")


@pytest.mark.rule("R16e")
def test_word_keeps_bold_italic_breaks_and_where_links_lead():
    document = opened(handout(*written("**bold** and *soft*\nsecond line, [ours](https://elm.example/)")))
    words = document.paragraphs[-1]

    assert words.text == "bold and soft\nsecond line, ours"
    assert [run.text for run in words.runs if run.bold] == ["bold"]
    assert [run.text for run in words.runs if run.italic] == ["soft"]
    assert [(one.text, one.address) for one in words.hyperlinks] == [("ours", "https://elm.example/")]


@pytest.mark.rule("R16e")
@pytest.mark.parametrize(("text", "begin_at"), [
    ("1. a\n2. b", [1]),
    ("7. a\n8. b", [7]),
    ("3. a\n5. b", [3, 5]),
    ("1. a\n\nBetween.\n\n2. b", [1, 2]),
    ("2026. A year", [2026]),
    ("0. zero\n1. one", [0]),
])  # fmt: skip
def test_items_in_word_bear_the_numbers_that_were_typed(text, begin_at):
    document = opened(handout(*written(text)))
    numbering = document.part.numbering_part.element
    used = [int(one) for one in document.element.xpath("//w:body//w:numPr/w:numId/@w:val")]

    starts = [int(numbering.num_having_numId(one).xpath(".//w:startOverride/@w:val")[0]) for one in dict.fromkeys(used)]
    assert starts == begin_at


@pytest.mark.rule("R16e")
def test_pdf_says_the_same_words_and_leaves_the_checkers_nothing_to_say():
    said = read_in_pdf(WHOLE)
    for _style, words in paragraphs(WHOLE):
        assert words in said
    for words in ("Trent Valley", "19 January", "Element Outcome", "1 Values Ratified", "=1+1"):
        assert words in said
    assert errors_in(as_pdf(WHOLE)) == []


@pytest.mark.rule("R16e", "R46d")
def test_what_led_to_withdrawn_content_leads_nowhere():
    gone = link("[content withdrawn]", "https://content-withdrawn.invalid/")

    assert gone == Item("[content withdrawn]")
    assert not opened(handout(Listed((gone,)))).paragraphs[-1].hyperlinks


def test_nothing_is_labelled_where_nothing_is_written():
    assert labelled("Strengths", "") == ()
    assert listed() == ()
    assert labelled("Strengths", "Warm.") == (Label("Strengths"), Written("Warm.", 4))


# ---- whatever people type ----

ODD = [
    "emoji 😀 👩‍👩‍👧 🇬🇧",
    "مرحبا بالعالم",
    "combining é ñ̃ á̂",
    "=1+1",
    "@SUM(A1)",
    "]]> <!-- --> &amp; &#65;",
    "a_x0041_b {MERGEFIELD x} {{ code }}",
    "zero\u200bwidth and\u00a0hard",
]


@pytest.mark.rule("R16e")
@pytest.mark.parametrize("text", ODD)
def test_odd_texts_come_out_as_they_were_typed(text):
    made = handout(Heading(text), Line(text), *written(text), Facts(((text, text),)))

    document = opened(made)
    assert [one.text for one in document.paragraphs[-3:]] == [text] * 3
    assert [cell.text for cell in document.tables[0].rows[0].cells] == [text] * 2


@pytest.mark.rule("R16e")
def test_signs_that_xml_refuses_are_shown_to_have_been_there():
    text = "a\x00b\x01c\x0bd\x1fe\ufffff"

    (*_head, (_style, heading), (_other, words)) = paragraphs(handout(Heading(text), Line(text)))
    assert heading == words == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"
    assert "d" in read_in_pdf(handout(*written(text.replace("\x00", ""))))


@pytest.mark.rule("R16e")
def test_right_to_left_texts_are_written_so():
    document = opened(handout(*written("مرحبا\n\nEnglish.\n\n| اسم | عدد |\n|-|-|\n| أحمد | 12 |")))

    arabic, english = document.paragraphs[-3:-1]
    assert arabic._p.xpath("w:pPr/w:bidi")
    assert arabic.runs[0].font.rtl
    assert not english._p.xpath("w:pPr/w:bidi")
    assert document.tables[0]._tbl.xpath("w:tblPr/w:bidiVisual")


@pytest.mark.rule("R16e")
def test_hostile_texts_are_words_in_word():
    """The reader of files that are handed in, which refuses whatever does something by itself, finds nothing."""
    texts = [around.format(text) for text in HOSTILE for around in AROUND]
    made = as_word(handout(*(Written(text) for text in texts)))

    assert look_at(made) == WORD
    with ZipFile(BytesIO(made)) as archive:
        inside = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    leads_to = re.findall(r'Target="([^"]*)" TargetMode="External"', inside["word/_rels/document.xml.rels"])
    assert {address.split(":")[0] for address in leads_to} <= {"http", "https", "mailto", "tel"}
    instructions = re.findall(r'w:instr="([^"]*)"', "".join(inside.values()))
    assert set(instructions) == {"PAGE"}
    assert "alert(1)" in "\n".join(one.text for one in Document(BytesIO(made)).paragraphs)


@in_the_whole
@pytest.mark.rule("R16e")
def test_long_texts_come_out_whole():
    many = [f"Paragraph {number} of three hundred." for number in range(300)]
    made = handout(*written("x" * 20_000), *written("\n\n".join(many)))

    words = [text for _style, text in paragraphs(made)]
    assert words == ["x" * 20_000, *many]
    said = text_of(as_pdf(made))
    assert said.count("x") >= 20_000
    assert all(one in " ".join(said.split()) for one in many)


# ---- what is read of HTML ----


@pytest.mark.parametrize(
    "text", ["a\n\nb", "- a\n- b\n\n  more", "> q\n>\n> - x", "| a | b |\n|-|-|\n| c | d |", "# H\n\nt"]
)
def test_every_letter_of_a_text_is_read(text):
    letters = "".join(re.findall(r"\w", text))

    assert "".join(re.findall(r"\w", "".join(words_of(read(as_html(text)))))) == letters


def test_blocks_know_what_they_are():
    quoted, item, inner = read(as_html("> q\n\n1. a\n   - b"))

    assert (quoted.is_quoted, quoted.depth) == (True, 0)
    assert (item.number, item.depth, item.begins_list) == (1, 1, True)
    assert (inner.number, inner.depth, inner.is_item) == (None, 2, True)


def test_words_outside_any_block_are_kept():
    assert list(words_of(read("loose <b>words</b><p>and a block</p>after"))) == ["loose words", "and a block", "after"]
    assert read("<table> <tbody><tr><td>x</td></tr></tbody></table>") == [
        Table(rows=[[Block(pieces=read("x")[0].pieces)]]),
    ]


# ---- what it may cost ----


@pytest.mark.rule("R16e")
def test_more_lines_than_a_document_holds_are_refused_in_words():
    asked = handout(*written("\n" * MOST_PIECES))
    answer._made(handout(*written("a\n" * 3)), KINDS["docx"])
    with pytest.raises(Refused, match=str(MOST_PIECES)):
        answer._made(handout(*asked.parts, *written("a\nb")), KINDS["docx"])


@pytest.mark.rule("R16e")
def test_no_more_than_a_few_are_made_at_once(monkeypatch):
    monkeypatch.setattr(answer, "_places", BoundedSemaphore(1))
    monkeypatch.setattr(answer, "PATIENCE", 0.01)
    with answer._places, pytest.raises(Refused, match="Other documents are being made"):
        answer._made(handout(), KINDS["docx"])

    with pytest.raises(ZeroDivisionError):
        answer._made(handout(), answer.Kind(lambda _handout: 1 // 0, ""))
    assert answer._made(handout(), KINDS["docx"])  # the place is free again


@pytest.mark.rule("R16e")
def test_nobody_has_two_made_at_once_and_the_next_one_is_made():
    with answer._only_one_for(1), pytest.raises(Refused, match="for you"), answer._only_one_for(1):
        pass
    with answer._only_one_for(1), answer._only_one_for(2):
        pass

    assert answer._waited_for == set()


@pytest.mark.rule("R16e")
def test_whoever_waits_for_a_place_holds_no_page_up():
    assert answer.PATIENCE <= 1
