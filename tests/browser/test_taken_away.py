"""Pages that are taken away: saved as a file by a link, and printed without what only a screen needs."""

from datetime import timedelta

import pytest
from docx import Document
from playwright.sync_api import expect

from reviews.update.models.answer import Answer
from reviews.update.models.evidence import AnswerLink
from tests import scene, visits
from tests.browser.conftest import with_password
from tests.clock import NOW

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_mail_names_the_server"),
]
ONLY_ON_SCREEN = (".site-nav", ".site-footer", ".take-away", ".header-search", "main nav", ".btn", ".person-menu")


def shown_on_paper(page) -> list[str]:
    """What of all that is seen when the page is printed."""
    page.emulate_media(media="print")
    return [one for one in ONLY_ON_SCREEN if any(found.is_visible() for found in page.locator(one).all())]


def behind_links(page) -> set[str]:
    """What is printed behind the links of the page."""
    said = "all => all.map(one => getComputedStyle(one, '::after').content)"
    return set(page.locator("main a").evaluate_all(said)) - {"none", "normal"}


@pytest.mark.rule("R15f", "R16e")
def test_update_is_saved_as_word_and_printed_without_the_screen(meet, tmp_path):
    played = scene.active()
    review = played.write_update(at=NOW - timedelta(days=1))
    answer = Answer.objects.filter(review=review).first()
    facts = {"added_at": NOW, "added_by": played.lead.coordinator}
    AnswerLink.objects.create(answer=answer, url="https://elm.example/a/long/address", title="Our page", **facts)
    clara = meet()
    clara.sign_in(with_password(played.lead.coordinator))
    page = clara.open(f"/reviews/{review.pk}/read/")

    with page.expect_download() as saved:
        page.get_by_role("link", name="Word", exact=True).click()
    saved.value.save_as(tmp_path / "update.docx")
    assert Document(tmp_path / "update.docx").paragraphs[0].text == "The update of Lead School"
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_visible()
    assert shown_on_paper(page) == []
    assert behind_links(page) == set()
    assert page.get_by_text("Our page").is_visible()


@pytest.mark.rule("R16e", "R8g")
def test_folded_parts_go_on_paper_whole_and_are_folded_again(meet):
    played = scene.forming()
    clara = meet()
    clara.sign_in(with_password(played.lead.coordinator))
    page = clara.open(f"/centres/{played.centre.pk}/application/")
    words = page.get_by_text("Until IQM approves the application the school can leave again")

    assert not words.is_visible()
    assert shown_on_paper(page) == []
    assert words.is_visible()
    page.emulate_media(media="screen")
    assert not words.is_visible()


@pytest.mark.rule("R24f")
def test_draft_report_prints_without_the_screen(meet):
    made = visits.factual()
    howard = meet()
    howard.sign_in(with_password(made.lead.head))
    page = howard.open(f"/reviews/reports/{made.report.pk}/")

    assert page.get_by_role("link", name="PDF", exact=True).is_visible()
    assert shown_on_paper(page) == []
    assert page.get_by_text("Targets for next year").is_visible()
