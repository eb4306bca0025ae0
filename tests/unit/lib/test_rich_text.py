"""Texts as people write and paste them, shown: what each mark becomes, that no word is lost, and that nothing runs."""

import re
import time
from html import unescape

import pytest
from django.utils.html import escape, strip_tags
from hypothesis import given
from hypothesis import strategies as st

from iqm_coe.lib.rich_text import as_html, as_words, too_many_pieces
from iqm_coe.lib.templatetags.words import rich


def table(heads: list[str], row: list[str]) -> str:
    """A table of one row, as it is drawn."""
    first, *others = row
    head = "".join(f'<th scope="col">{cell}</th>' if cell else "<td></td>" for cell in heads)
    body = f'<th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in others)
    return f'<table class="small"><thead><tr>{head}</tr></thead><tbody><tr>{body}</tr></tbody></table>'


def shown(text: str, first_heading: int = 3) -> str:
    """On one line, without what only links carry."""
    return re.sub(r"\s*\n\s*", "", as_html(text, first_heading)).replace(' rel="noopener nofollow"', "")


@pytest.mark.rule("R16c")
@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("One line.", "<p>One line.</p>"),
        ("One\ntwo.\n\nThree.", "<p>One<br>two.</p><p>Three.</p>"),
        ("    Not code.", "<p>Not code.</p>"),
        (
            "# Upper\n## Lower\n### Lower still",
            '<h3>Upper</h3><h4 class="lower">Lower</h4><h4 class="lower">Lower still</h4>',
        ),
        ("## Lower first\n# Upper", "<h3>Lower first</h3><h3>Upper</h3>"),
        ("- # Not in a list", "<ul><li><p>Not in a list</p></li></ul>"),
        ("#\n\nA", "<p>A</p>"),
        ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("3. a\n5. b", '<ol><li value="3">a</li><li value="5">b</li></ol>'),
        (
            "- a\n  - b\n    - c\n    - d\n      1. e\n- f",
            "<ul><li>a<ul><li>b<p>– c</p><p>– d</p><p>1. e</p></li></ul></li><li>f</li></ul>",
        ),
        ("- a\nNot in it.", "<ul><li>a</li></ul><p>Not in it.</p>"),
        ("> a\nNot in it.", "<blockquote><p>a</p></blockquote><p>Not in it.</p>"),
        ("> a\n> > b", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("**a** and *b*", "<p><strong>a</strong> and <em>b</em></p>"),
        ("5 * 3 * 2 of snake_case_name", "<p>5 * 3 * 2 of snake_case_name</p>"),
        ("[ours](https://iqm.example/a?b=c)", '<p><a href="https://iqm.example/a?b=c">ours</a></p>'),
        ("[a](https://iqm.example/a%20b)", '<p><a href="https://iqm.example/a%20b">a</a></p>'),
        ("[a](https://iqm.example/ä)", '<p><a href="https://iqm.example/%C3%A4">a</a></p>'),
        ("| | A |\n|-|-|\n| b | 1 | more |\nBelow.", table(["", "A", ""], ["b", "1", "more"]) + "<p>Below.</p>"),
        (
            "At https://iqm.example/a%20b?c, or ann@iqm.org.",
            ('<p>At <a href="https://iqm.example/a%20b?c">https://iqm.example/a%20b?c</a>, '
            'or <a href="mailto:ann@iqm.org">ann@iqm.org</a>.</p>'),
        ),
        ("St.Mary.school and iqm.example", "<p>St.Mary.school and iqm.example</p>"),
        ("One | two", "<p>One | two</p>"),
        ("A rule\n---\n***", "<p>A rule<br>---<br>***</p>"),
        ("[a]: iqm.example", "<p>[a]: iqm.example</p>"),
        ("//iqm.example ftp://iqm.example", "<p>//iqm.example ftp://iqm.example</p>"),
        ("`code` ~~gone~~ &amp;", "<p>`code` ~~gone~~ &amp;amp;</p>"),
    ],
)  # fmt: skip
def test_marks_become_what_they_mean_and_other_signs_stay(text, html):
    assert shown(text) == html


@pytest.mark.rule("R16c")
@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("•\tReading\n•\tMaths", "<ul><li>Reading</li><li>Maths</li></ul>"),
        ("• A\no\tB\n• C\nEnd.", "<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul><p>End.</p>"),
        ("Up:\n• A", "<p>Up:</p><ul><li>A</li></ul>"),
        ("Subject\t2026\nReading\t68%\nEnd.", table(["Subject", "2026"], ["Reading", "68%"]) + "<p>End.</p>"),
        (
            "9:00\tArrival\n9:30\tLessons",
            ('<table class="small"><tbody><tr>'
            '<th scope="row">9:00</th><td>Arrival</td></tr><tr><th scope="row">9:30</th><td>Lessons</td></tr>'
            "</tbody></table>"),
        ),
        ("One\ttab alone.", "<p>One\ttab alone.</p>"),
        ("A | b\tc\nd\te", table(["A | b", "c"], ["d", "e"])),
        ("1.\tFirst\n2.\tSecond", '<ol><li value="1">First</li><li value="2">Second</li></ol>'),
    ],
)  # fmt: skip
def test_plain_text_out_of_word_keeps_its_lists_and_tables(text, html):
    assert shown(text) == html


@pytest.mark.rule("R16c")
def test_headings_stand_below_the_pages_own_and_never_deeper_than_there_are():
    assert shown("# A\n## B", 5) == '<h5>A</h5><h6 class="lower">B</h6>'
    assert shown("# A\n## B", 6) == '<h6>A</h6><h6 class="lower">B</h6>'


@pytest.mark.rule("R16c")
def test_paragraph_of_a_right_to_left_script_says_so():
    assert shown("مرحبا A\n\nHello ב") == '<p dir="rtl">مرحبا A</p><p>Hello ב</p>'
    assert shown("- שלום") == '<ul dir="rtl"><li>שלום</li></ul>'
    assert shown("1 ( שלום") == '<p dir="rtl">1 ( שלום</p>'


LETTERS = re.compile(r"[a-z]")

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](file:///etc/passwd)",
    '[x](https://a "onmouseover=alert(1)")',
    '[x](https://a"onmouseover="alert(1))',
    "<javascript:alert(1)>",
    '<https://a"onclick=alert(1)>',
    "![x](https://a/b.png)",
    "| <svg onload=alert(1)> | b |\n|-|-|\n| [x](javascript:1) | c |",
    "> <iframe src=//a>",
    "- <style>*{display:none}</style>",
    "# <a href=javascript:alert(1)>x</a>",
    "{{ settings.SECRET_KEY }} {% include 'x' %}",
    "**<b onclick=alert(1)>**",
]  # fmt: skip


AROUND = ["{}", "- {}", "> {}", "| {} |\n|-|\n| a |", "a **{}** b"]
HARMLESS = r'(?:href="(?:https?|mailto):[^"]*"|(?:title|rel|scope)="[^"]*"|class="(?:small|long|of-\d+| )+")'


@pytest.mark.rule("R16c")
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("around", AROUND)
def test_nothing_that_is_typed_runs(text, around):
    html = as_html(around.format(text))

    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html))
    assert tags <= {
        "p",
        "br",
        "ul",
        "li",
        "blockquote",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "strong",
        "a",
        "h3",
    }
    for tag in re.findall(r"<[a-z][^>]*>", html):
        assert re.fullmatch(rf"<[a-z0-9]+(?: {HARMLESS})*>", tag), tag


LINES = st.text("ab1*_#>-+|.)([]\\<&`~•o\t :!", max_size=24)
TEXTS = st.lists(
    LINES | st.sampled_from(["|-|-|", "- a", "  - b", "> q", "1. x", "https://a.b", "[t](https://a.b)"]), max_size=9
)


@pytest.mark.rule("R16c")
@given(TEXTS.map("\n".join))
def test_no_letter_that_is_typed_is_missing_where_it_is_shown(text):
    html = as_html(text)

    said = strip_tags(html) + "".join(re.findall(r'(?:href|title|value)="([^"]*)"', html))
    for letter in "ab1":
        assert said.count(letter) >= text.count(letter), html


@pytest.mark.rule("R16c")
@pytest.mark.parametrize("deep", ["- ", "> ", "1. ", "*", "[", "**a ", "| "])
def test_what_lies_deeper_than_anybody_writes_is_shown_as_typed(deep):
    assert "word" in as_html(deep * 400 + "word")


def test_filter_gives_nothing_for_nothing():
    assert (rich(""), rich(None)) == ("", "")
    assert rich("A", 4) == '<div class="rich"><p>A</p>\n</div>'


@pytest.mark.rule("R16c")
@pytest.mark.parametrize(
    "text",
    [
        "[a](//evil.example/share)",
        "[a](/etc/passwd)",
        "[a](../../etc/shadow)",
        "[a](?x)",
        "[a](#x)",
        "[a](css/print.css)",
        "[a](file:///etc/passwd)",
        "[a](http:\\\\gone.example)",
        "[a](onenote:secret)",
        "[a](https://gov.uk@evil.example/)",
        "[a](https:///x)",
        "[a](mailto:a@b.c?bcc=d@e.f)",
        "[a](mailto:a@b.c%0d%0aBcc:d@e.f)",
        "[a](mailto:)",
        "https://gov.uk@evil.example/",
    ],
)
def test_address_of_no_place_is_shown_as_it_was_typed(text):
    assert set(re.findall(r'href="([^"]*)"', as_html(text))) <= {"mailto:a@b.c"}  # what stands in it as an address
    assert LETTERS.findall(unescape(strip_tags(as_html(text)))) == LETTERS.findall(text)


@pytest.mark.rule("R16c")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[https://nhs.uk](https://evil.example/a)", "https://nhs.uk (leads to evil.example)"),
        ("[see www.gov.uk.](https://evil.example)", "see www.gov.uk. (leads to evil.example)"),
        ("[nhs.uk](https://evil.example)", "nhs.uk (leads to evil.example)"),
        ("[a@b.org](mailto:x@evil.org)", "a@b.org (leads to x@evil.org)"),
        ("[www.gov.uk](https://gov.uk/a)", "www.gov.uk"),
        ("[St.Mary](https://iqm.example)", "St.Mary"),
        ("[](https://iqm.example)", "https://iqm.example"),
        ("[\u200b](https://iqm.example)", "\u200bhttps://iqm.example"),
        ('[ours](https://iqm.example "and its title")', "ours (and its title)"),
    ],
)
def test_link_says_where_it_leads_where_its_words_do_not(text, said):
    assert unescape(strip_tags(as_html(text))).strip() == said


@pytest.mark.rule("R16c")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5*3*2 = 30", "5*3*2 = 30"),
        ("> 95% of them", "> 95% of them"),
        ("+ 7 pupils", "+ 7 pupils"),
        ("# of pupils: 40", "# of pupils: 40"),
        ("\\\\server\\share\\_new", "\\\\server\\share\\_new"),
        ("C:\\plans\\_new", "C:\\plans\\_new"),
        ("● met\n○ not met", "● met\n○ not met"),
        ("x\tReading\no\tMaths", "x Reading o Maths"),
        ("#\n##", "#\n##"),
        ("| |\n|-|\n| |", "| |\n|-|\n| |"),
    ],
)
def test_signs_that_are_no_marks_stay(text, said):
    assert "".join(unescape(strip_tags(as_html(text))).split()) == "".join(said.split())


@pytest.mark.rule("R16c")
@pytest.mark.parametrize(
    "text",
    [
        "a" + "\tb" * 5000 + "\n" + "c\td\n" * 2400,
        "|a" + "|b" * 5000 + "|\n|-|\n" + "|c|\n" * 2400,
        ">|" + "|b" * 3000 + "|\n>" + "|-" * 3000 + "|\n" + ">|c|\n" * 1000,
    ],
)
def test_table_of_one_long_row_and_many_short_ones_is_shown_as_typed(text):
    assert len(as_html(text)) < 5 * len(text)


@pytest.mark.rule("R16c")
def test_table_too_wide_for_a_page_goes_on_below_with_its_first_column():
    row = [f"c{number}" for number in range(31)]
    html = as_html(f"|{'|'.join(row)}|\n{'|-' * 31}|\n|{'|'.join(row)}|")

    parts = [re.findall(r"<th[^>]*>(c\d+)", part.split("</thead>")[0]) for part in html.split("<table")[1:]]
    assert [part[0] for part in parts] == ["c0", "c0", "c0"]
    assert [cell for part in parts for cell in part[1:]] == row[1:]
    assert max(map(len, parts)) <= 12


@pytest.mark.rule("R16c")
def test_table_of_long_cells_has_widths_of_its_own_and_one_without_rows_no_head():
    long = as_html(f"| A | B |\n|-|-|\n| a | {'word ' * 40} |")
    assert re.findall(r'class="([^"]+)"', long) == ["long small", "of-4", "of-20", "of-4", "of-20"]
    assert "<thead>" not in as_html("| A |\n|-|")


@pytest.mark.rule("R16c")
@pytest.mark.parametrize("columns", range(2, 13))
def test_columns_of_figures_are_as_wide_as_their_words(columns):
    """A share is three figures wide, and two of them stand between columns."""
    row = ["£1,250.00" if number % 2 else "100001" for number in range(columns)]
    row[0] = "What was done in all of the classes, as far as anybody could tell in the end"
    html = as_html(f"|{'|'.join(row)}|\n{'|-' * columns}|\n|{'|'.join(row)}|")

    for table in html.split("<table")[1:]:
        shares = [int(share) for share in re.findall(r'class="of-(\d+)"', table)]
        words = re.findall(r'class="of-\d+"[^>]*>([^<]*)', table)
        assert sum(shares[: len(shares) // 2]) == 24
        assert all(3 * share >= max(map(len, said.split())) + 2 for share, said in zip(shares, words, strict=True))


@pytest.mark.rule("R16c")
def test_a_small_table_stays_in_one_piece_and_a_long_one_need_not():
    assert 'class="small"' in as_html("| A | B |\n|-|-|\n| 1 | 2 |")
    assert "small" not in as_html("| A | B |\n|-|-|\n" + "| 1 | 2 |\n" * 9)
    assert "small" not in as_html(f"| A | B |\n|-|-|\n| a | {'word ' * 200} |")


@pytest.mark.rule("R16c")
@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("- مدرسة\n- كتاب", "ul"),
        ("1. مدرسة\n2. كتاب", "ol"),
        ("> مدرسة", "blockquote"),
        ("| مدرسة |\n|-|\n| a |", "table"),
    ],
)
def test_frame_stands_on_the_side_on_which_its_words_begin(text, frame):
    assert re.search(rf'<{frame}[^>]* dir="rtl"', as_html(text))
    assert as_html(text).count('dir="rtl"') == 1


def test_words_of_the_other_direction_within_a_frame_are_told_apart():
    html = as_html("- مدرسة\n- school\n\n1. school\n2. مدرسة")
    assert re.findall(r"<(\w+)[^>]* dir=\"(\w+)\"", html) == [("ul", "rtl"), ("li", "ltr"), ("li", "rtl")]


@pytest.mark.rule("R16c")
@pytest.mark.parametrize("text", ["这是**“重要”**的事", "**Note :**text", "a**(b)**c", "**bold**", "say **“so”**."])
def test_bold_begins_and_ends_beside_any_sign(text):
    said = text.split("**")[1]
    assert f"<strong>{said}</strong>" in as_html(text)


@pytest.mark.parametrize("text", ["2 ** 3 ** 4", "a ** b", "** a **"])
def test_two_stars_with_space_around_them_are_stars(text):
    assert "<strong>" not in as_html(text)
    assert text in as_html(text)


def test_mailbox_with_a_subject_is_a_link_and_one_with_more_is_not():
    assert 'href="mailto:x@y.example?subject=Reading"' in as_html("[write](mailto:x@y.example?subject=Reading)")
    assert "bcc" not in "".join(re.findall(r'href="[^"]*"', as_html("[write](mailto:x@y.example?subject=a&bcc=b@c.d)")))


def test_words_of_a_text_in_one_line():
    assert as_words("# A\n\nsome **bold**\n\n| a | b |\n|-|-|\n| 1 | 2 & 3 |") == "A some bold a b 1 2 & 3"


@pytest.mark.rule("R16c")
@pytest.mark.parametrize(("text", "address"), [
    ("See www.iqm.org.uk for more.", "https://www.iqm.org.uk"),
    ("See www.iqm.org.uk/a?b=1.", "https://www.iqm.org.uk/a?b=1"),
    ("www. is no place", None),
])  # fmt: skip
def test_place_on_the_web_is_a_link_without_its_scheme(text, address):
    assert re.findall(r'href="([^"]*)"', as_html(text)) == ([address] if address else [])


@pytest.mark.parametrize("piece", ["://", "http://[", "http://(", "www.", "https://a.b "])
def test_time_for_finding_links_grows_with_the_text_and_not_faster(piece):
    began = time.process_time()
    as_html(piece * (20_000 // len(piece)))
    assert time.process_time() - began < 1


@pytest.mark.parametrize("text", ["> 5 pupils were excluded", ">95 of 100", "> 30 minutes late"])
def test_more_than_a_number_is_no_quotation(text):
    assert shown(text) == f"<p>{escape(text)}</p>"


@pytest.mark.rule("R26h")
def test_texts_with_more_lines_and_cells_than_a_document_holds_are_told():
    assert too_many_pieces(["- Ann\n" * 2500, "a\tb\n" * 1250]) == []
    assert "5001 lines and cells" in too_many_pieces(["- Ann\n" * 2500, "a\tb\n" * 1250, "\n"])[0]
