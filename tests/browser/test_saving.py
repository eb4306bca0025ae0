"""What becomes of words that cannot be saved, as a newcomer meets it: refused, reloaded, left behind, offline."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reviews.update.models.answer import Answer
from tests import scene
from tests.browser.conftest import Somebody, with_password
from tests.whole import in_the_whole

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_mail_names_the_server"),
]


@pytest.fixture
def played(transactional_db) -> scene.Scene:
    return scene.submitted().approve(timezone.now())


@pytest.fixture
def clara(meet, played) -> Somebody:
    clara = meet()
    clara.sign_in(with_password(played.lead.coordinator))
    return clara


def plan_an_activity(clara: Somebody, played: scene.Scene) -> None:
    clara.open(f"/centres/{played.centre.pk}/activities/new/")
    clara.page.get_by_role("radio").first.check()
    clara.page.wait_for_selector(".rich-bar")  # all of its script is there before the network may go
    for label, words in [("Day", "2027-03-01"), ("Where", "online"), ("Focus", "Reading together")]:
        clara.fill(label, words)


def is_kept_from(clara: Somebody, words: str) -> bool:
    """Whether the note is there, and asks before it lets go."""
    note = clara.page.locator(".kept-note")
    expect(note).to_contain_text(words)
    note.get_by_role("button", name="Discard it").click()
    expect(note.get_by_role("button", name="Keep")).to_be_focused()
    clara.page.keyboard.press("Escape")
    expect(note.get_by_role("button", name="Discard it")).to_be_focused()
    note.get_by_role("button", name="Discard it").click()
    note.get_by_role("button", name="Discard", exact=True).click()
    expect(note).to_have_count(0)
    return True


@pytest.mark.rule("R16a")
def test_one_wrong_number_stops_nothing_else_and_is_there_after_a_reload(clara, played) -> None:
    plan_an_activity(clara, played)
    clara.context.set_offline(True)
    clara.press("Save")
    assert clara.sees("Nothing was sent. You are offline. What you typed is kept in this browser.")
    clara.context.set_offline(False)
    clara.press("Save")

    clara.fill("Staff of", "many")
    clara.fill("What was taken back", "We read aloud.")
    assert clara.sees("Give a whole number up to 500. Everything else was saved at")
    clara.page.reload()
    assert clara.sees("Give a whole number up to 500.")
    expect(clara.page.get_by_label("Staff of").first).to_have_value("many")
    expect(clara.page.get_by_label("What was taken back")).to_have_value("We read aloud.")
    clara.fill("Staff of", "12")
    assert clara.sees("Saved at")


@in_the_whole
@pytest.mark.rule("R15b", "R16a")
def test_state_follows_the_text_and_words_left_behind_are_shown_where_no_form_is_any_more(clara, played) -> None:
    answer = Answer.objects.get(review=played.review(), element__number=1)
    clara.open(f"/reviews/{answer.review_id}/elements/1/")
    state = clara.page.locator(".page-header-status")
    before = state.inner_text()
    clara.fill("Progress since last year", "We began.")
    assert clara.sees("Saved at")
    expect(state).not_to_have_text(before, timeout=9000)

    clara.context.set_offline(True)
    clara.fill("Progress since last year", "We began, and went on.")
    clara.page.wait_for_timeout(500)
    clara.page.close()
    played.send_update(at=timezone.now())
    clara.context.set_offline(False)
    clara.page = clara.context.new_page()
    clara.open(f"/reviews/{answer.review_id}/elements/1/")

    expect(clara.page.locator("form[data-save]")).to_have_count(0)
    assert is_kept_from(clara, "We began, and went on.")
