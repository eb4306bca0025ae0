"""Rich texts on paper: their numbers, their order, their tables within the page, and nothing for a checker to say."""

import re

import pypdfium2
import pytest

from iqm_coe.lib.rich_text import as_html
from iqm_coe.lib.typesetting import typeset
from tests.documents import SIDE, errors_in, text_of

PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>T</title>
<meta name="author" content="IQM"><meta name="description" content="D"></head>
<body data-running="School" data-foot="Foot"><h1>Report</h1><h2>Overview</h2><div class="rich">{}</div></body></html>"""


def laid_out(*texts: str) -> bytes:
    return typeset(PAGE.format("<h2>Next</h2>".join(as_html(text, 3) for text in texts)))


def read(document: bytes) -> str:
    return " ".join(text_of(document).split())


@pytest.mark.rule("R26a", "R16c")
@pytest.mark.parametrize(("text", "said"), [
    ("7. Reading\n8. Maths", "7. Reading 8. Maths"),
    ("1. Reading\n\nWhat we saw there.\n\n2. Maths", "1. Reading What we saw there. 2. Maths"),
    ("3. a\n5. b", "3. a 5. b"),
    ("2026. A year", "2026. A year"),
    ("0. zero\n1. one", "0. zero 1. one"),
    ("99. a\n100. b\n1000. c", "99. a 100. b 1000. c"),
    ("1. a\n   1. x\n   2. y\n2. b", "1. a 1. x 2. y 2. b"),
    ("1. a\n\n   more\n\n2. b", "1. a more 2. b"),
    ("- Reading\n- Maths\n\nThe end.", "• Reading • Maths The end."),
])  # fmt: skip
def test_items_bear_the_numbers_that_were_typed_in_the_order_of_the_text(text, said):
    assert said in read(laid_out(text))


# As people write them: each was an error or a warning once.
ORDINARY = [
    "See [**our** page](https://iqm.org/reports) and [two\nlines](https://iqm.org/b), or www.iqm.org.uk.",
    "What we saw:\n\n- Reading is strong.\n- Maths\n  - Phonics\n  - Books\n\nThe end.",
    "1. Reading\n\n2. Maths\n\n   More on maths.\n\n- a\n\n- b",
    "| Subject | 2025 | 2026 |\n|-|-|-|\n| Reading | 68% | 72% |\n| Maths | 70% | 71% |",
    "\t12\t13\n\t14\t15",
    "| | 2025 | 2026 |\n|-|-|-|",
    "> The children said:\n>\n> - fine\n> - good\n\nYes.",
    "# مرحبا\n\n- واحد\n- اثنان\n\n1. ثلاثة\n\n> مدرسة\n\n| اسم | عدد |\n|-|-|\n| أحمد | 12 |",
]


@pytest.mark.rule("R26a")
def test_ordinary_texts_leave_the_checkers_nothing_to_say():
    assert errors_in(laid_out(*ORDINARY)) == []


@pytest.mark.rule("R26a")
@pytest.mark.parametrize("columns", range(3, 13))
def test_no_table_reaches_beyond_the_margin_and_no_figure_is_broken(columns):
    """A clipped word is still read by a program: so the ends of its letters are measured."""
    row = [f"{number}00{number}" for number in range(columns)]
    row[0] = "What was done in all of the classes, as far as anybody could tell in the end"
    document = laid_out(f"|{'|'.join(row)}|\n{'|-' * columns}|\n|{'|'.join(row)}|")

    sheet = pypdfium2.PdfDocument(document)[0]
    text = sheet.get_textpage()
    ends = [text.get_charbox(place)[2] for place in range(text.count_chars())]
    assert max(ends) <= sheet.get_width() - SIDE + 0.5
    words = re.findall(r"\d+", text.get_text_range())
    assert all(words.count(figure) >= 2 for figure in row[1:]), words
