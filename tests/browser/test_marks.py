"""A text with marks in a real browser: pasted, made with the bar and by keys, undone, looked at, saved, printed."""

from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.test import Client

from reviews.update.models.answer import Answer
from tests import scene
from tests.browser.test_every_page import EVERYTHING, found_by_axe

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WORD = (
    '<html><body><p class=MsoNormal>Dear <b>all</b>,<o:p></o:p></p>'
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><!--[if !supportLists]-->"
    "<span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><!--[endif]-->Reading</p>"
    '<img src=x onerror="window.ran = 1"><script>window.ran = 2</script></body></html>'
)  # fmt: skip
MEANT = (
    "<style>.s { text-decoration: line-through; }</style><p style='margin:0' onclick='window.ran = 3'>"
    "10<sup style='color:red'>3</sup> <span style='font-family:Wingdings'>ü</span> <img alt=👍 src=x> "
    "<img src=y><span class=s>no</span><img src=z><a href='file:///c:/plan.docx' style='color:blue'>plan</a></p>"
)  # fmt: skip
PASTE = """(field, html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", "plain");
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def writing(meet):
    """A coordinator who has an element open, and its first box."""
    played = scene.active()
    answer = Answer.objects.filter(review=played.review()).order_by("element__number").first()
    somebody = meet(reduced_motion="reduce")
    client = Client()
    client.force_login(played.lead.coordinator)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    somebody.context.add_cookies([{**cookie, "url": somebody.root}])
    page = somebody.open(f"/reviews/{answer.review_id}/elements/{answer.element.number}/")
    page.wait_for_selector(".rich-bar")
    box = page.get_by_label("Progress since last year").first
    yield somebody, box, answer
    while Answer.objects.get(pk=answer.pk).progress != box.input_value():
        page.wait_for_timeout(100)


@pytest.mark.rule("R16c")
def test_paste_out_of_word_keeps_its_list_is_saved_and_is_undone_in_one_step(writing):
    somebody, box, answer = writing
    page = somebody.page
    box.fill("Before ")
    box.evaluate(PASTE, WORD)

    pasted = "Before \n\nDear **all**,\n\n- Reading"
    assert box.input_value() == pasted
    page.get_by_text("Saved at").first.wait_for()
    assert Answer.objects.get(pk=answer.pk).progress == pasted
    page.keyboard.press("Control+z")
    assert box.input_value() == "Before "
    assert page.evaluate("window.ran") is None
    assert somebody.complaints == []


@pytest.mark.rule("R16d")
def test_what_a_paste_leaves_behind_is_told_until_it_is_taken_back(writing):
    somebody, box, _answer = writing
    page = somebody.page
    box.fill("Before ")
    told = page.locator(".rich-note").first
    assert (told.get_attribute("role"), told.text_content()) == ("status", "")
    box.evaluate(PASTE, MEANT)

    assert box.input_value() == "Before 10³ ✓ 👍 plan"
    left = "Left behind: 2 pictures, 1 struck-out passage, 1 link to a file. Undo (Ctrl+Z) takes the paste back."
    assert told.text_content() == left
    for width, scheme in ((360, "light"), (1280, "light"), (360, "dark"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert found_by_axe(page, EVERYTHING) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Control+z")
    assert (box.input_value(), told.text_content()) == ("Before ", "")

    box.evaluate("(field) => { field.maxLength = 10; }")
    box.evaluate(PASTE, "<b>reading</b>")
    assert box.input_value() == "Before **r"
    assert told.text_content().startswith("Left behind: 8 signs for which the box has no room.")
    assert somebody.complaints == []


@pytest.mark.rule("R16c")
def test_a_button_with_nothing_to_do_says_why_and_enter_goes_on_with_a_table(writing):
    somebody, box, _answer = writing
    page = somebody.page
    lower = page.get_by_role("button", name="One level lower").first
    box.fill("Reading")
    assert lower.get_attribute("aria-disabled") == "true"
    lower.click(force=True)
    assert page.locator(".rich-note").first.text_content().startswith("Only an item of a list")
    box.fill("- Reading\n- Maths")
    assert lower.get_attribute("aria-disabled") == "false"
    lower.click()
    assert box.input_value() == "- Reading\n  - Maths"
    assert page.locator(".rich-note").first.text_content() == ""

    box.fill("We read aloud.")
    box.evaluate("(field) => field.setSelectionRange(3, 7)")
    page.get_by_role("button", name="Table", exact=True).first.click()
    page.keyboard.type("Year")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("2026")
    assert box.input_value().startswith(
        "We read aloud.\n\n| Year | Heading | Heading |\n| --- | --- | --- |\n| 2026  |   |   |\n"
    )


@pytest.mark.rule("R16c")
def test_bar_and_keys_write_marks_and_tab_goes_on(writing):
    somebody, box, _answer = writing
    page = somebody.page
    box.focus()
    page.keyboard.type("- Reading")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+Shift+ArrowRight")
    page.keyboard.type("with a partner")
    page.keyboard.press("Shift+Control+ArrowLeft")
    page.keyboard.press("Control+b")
    assert box.input_value() == "- Reading\n  - with a **partner**"
    page.keyboard.press("Control+z")
    assert box.input_value() == "- Reading\n  - with a partner"

    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Bold"
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert box.input_value() == "- Reading\n  - with a *partner*"
    assert box.evaluate("(field) => field === document.activeElement")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "How it will look"


@pytest.mark.rule("R16c")
def test_text_is_looked_at_before_anybody_else_reads_it(writing):
    somebody, box, _answer = writing
    page = somebody.page
    box.fill("# What we did\n\n- Reading\n- <script>")
    page.get_by_role("button", name="How it will look").first.click()

    looked = page.get_by_role("region", name="How it will look: Progress since last year")
    looked.get_by_role("heading", name="What we did").wait_for()
    assert looked.get_by_role("listitem").all_text_contents() == ["Reading", "<script>"]
    assert page.get_by_role("status").filter(has_text="is shown below the box").count() == 1
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert found_by_axe(page, EVERYTHING) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    box.fill("> It helps.")
    looked.get_by_role("blockquote").wait_for()
    page.get_by_role("button", name="How it will look").first.click()
    assert not looked.is_visible()


def test_without_javascript_there_is_a_box_and_the_help(meet):
    somebody = meet(java_script_enabled=False)
    page = somebody.open("/gallery/")
    assert page.locator(".rich-bar").count() == 0
    assert page.locator("textarea[data-rich]").count() == 2
    assert page.get_by_text("Help with lists and tables").first.is_visible()


def test_printed_page_has_words_on_each_sheet_and_no_bar(writing, tmp_path: Path):
    somebody, box, _answer = writing
    page = somebody.page
    box.fill("\n\n".join(f"Paragraph {number}: " + "word " * 60 for number in range(30)))
    page.get_by_text("Saved at").first.wait_for()
    page.pdf(path=tmp_path / "page.pdf", format="A4")

    sheets = [sheet.get_textpage().get_text_range().strip() for sheet in pypdfium2.PdfDocument(tmp_path / "page.pdf")]
    assert min(len(words) for words in sheets) > 100
    assert "Paragraph 29" in " ".join(sheets)
    assert "How it will look" not in " ".join(sheets)


@pytest.mark.rule("R16a")
@pytest.mark.parametrize("height", [380, 640, 900])
def test_the_line_that_is_typed_is_never_behind_the_line_of_saving(writing, height):
    """Also where a telephone's keyboard leaves little of the screen."""
    somebody, box, _answer = writing
    page = somebody.page
    page.set_viewport_size({"width": 360, "height": height})
    box.click()
    for number in range(25):
        page.keyboard.type(f"Line {number}.")
        page.keyboard.press("Enter")

    ends = box.evaluate("(one) => one.getBoundingClientRect().bottom")
    begins = page.locator(".save-state").first.evaluate("(one) => one.getBoundingClientRect().top")
    assert ends <= begins + 1
