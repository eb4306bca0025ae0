"""The key of the search, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import at_school, newcomer
from tests.factories.schools import SchoolFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FOCUSED = "document.activeElement.id"


@pytest.fixture
def clara(meet):
    somebody = meet(viewport={"width": 1280, "height": 800})
    somebody.sign_in(at_school(newcomer("Clara"), SchoolFactory(name="Ashgrove Primary"), "coordinator"))
    return somebody


@pytest.mark.rule("R44ah")
def test_key_goes_to_the_search_and_escape_leaves_it(clara) -> None:
    page = clara.open("/work/")

    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "search-everywhere"
    page.keyboard.type("ash/grove")
    assert page.input_value("#search-everywhere") == "ash/grove"
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED) != "search-everywhere"

    page.keyboard.press("/")
    page.keyboard.type("ashgrove")
    page.keyboard.press("Enter")
    assert clara.sees("Ashgrove Primary")
    assert page.url.endswith("/search/?q=ashgrove")


def test_key_writes_itself_where_somebody_writes(clara) -> None:
    page = clara.open("/me/")

    page.get_by_label("Name").first.focus()
    page.keyboard.press("End")
    page.keyboard.press("/")

    assert page.get_by_label("Name").first.input_value() == "Clara/"


def test_keys_of_one_letter_are_turned_off_in_the_profile_and_on_again(clara) -> None:
    page = clara.open("/me/")
    page.get_by_label("In this browser / goes to the search").uncheck()

    clara.open("/work/").keyboard.press("/")
    assert page.evaluate(FOCUSED) != "search-everywhere"

    clara.open("/me/").get_by_label("In this browser / goes to the search").check()
    clara.open("/work/").keyboard.press("/")
    assert page.evaluate(FOCUSED) == "search-everywhere"


def test_key_with_another_one_is_the_browsers(clara) -> None:
    page = clara.open("/work/")

    page.keyboard.press("Control+/")

    assert page.evaluate(FOCUSED) != "search-everywhere"


def test_on_a_telephone_a_link_leads_to_the_search(clara) -> None:
    clara.page.set_viewport_size({"width": 360, "height": 800})
    page = clara.open("/work/")

    assert not page.locator("#search-everywhere").is_visible()
    clara.click("Search")

    page.wait_for_url("**/search/")
    expect(page.locator("#search")).to_be_focused()


def test_form_works_without_scripts(meet, clara) -> None:
    plain = meet(java_script_enabled=False)
    plain.context.add_cookies(clara.context.cookies())
    page = plain.open("/work/")

    page.fill("#search-everywhere", "ashgrove")
    page.press("#search-everywhere", "Enter")

    assert plain.sees("Ashgrove Primary")
