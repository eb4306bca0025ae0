"""What needs me by keys: down, up, tick, open."""

import re

import pytest

from tests import scene
from tests.browser.conftest import with_password
from tests.clock import NOW

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

AT = "[...document.querySelectorAll('.work-list > .work')].findIndex((row) => row.contains(document.activeElement))"


@pytest.fixture
def sam(meet):
    """Of the office, with two applications to decide."""
    made = [scene.submitted(), scene.submitted()]
    somebody = meet(viewport={"width": 1280, "height": 900})
    somebody.sign_in(with_password(made[0].staff), code=True)
    return somebody


def test_keys_walk_tick_and_open_as_in_lists(sam) -> None:
    page = sam.open("/work/")

    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate(AT) == 1
    page.keyboard.press("k")
    assert page.evaluate(AT) == 0

    page.keyboard.press("x")
    assert page.locator(".work-tick input").first.is_checked()
    page.keyboard.press("x")
    assert not page.locator(".work-tick input").first.is_checked()

    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/application/"))


def test_keys_write_themselves_where_somebody_writes(sam) -> None:
    page = sam.open("/work/")

    page.keyboard.press("/")
    page.keyboard.type("jxk")

    assert page.input_value("#search-everywhere") == "jxk"
    assert page.evaluate(AT) == -1


def test_chosen_line_shows_beside_the_list_on_a_wide_screen(meet) -> None:
    """By keys and by a press; on a smaller one the line leads to a page of its own."""
    first, second = scene.submitted(), scene.submitted()
    somebody = meet(viewport={"width": 1920, "height": 1000})
    somebody.sign_in(with_password(first.staff), code=True)
    page = somebody.open("/work/")
    pane, contact = page.locator("#preview-pane"), page.locator("#preview-pane .contacts")

    contact.get_by_text(first.lead.coordinator.email).wait_for()
    page.keyboard.press("j")
    page.keyboard.press("j")
    contact.get_by_text(second.lead.coordinator.email).wait_for()
    assert contact.get_by_text(first.lead.coordinator.email).count() == 0
    page.locator(".work-look").first.click()
    contact.get_by_text(first.lead.coordinator.email).wait_for()
    assert page.url.endswith("/work/")
    assert page.locator(".work[aria-current]").count() == 1

    page.route("**/work/preview/**", lambda route: route.abort())
    page.locator(".work-look").nth(1).click()
    pane.get_by_text("It could not be fetched.").wait_for()
    page.unroute("**/work/preview/**")
    assert somebody.complaints.pop() == "Failed to load resource: net::ERR_FAILED"
    assert page.locator(".work[aria-current]").count() == 1
    page.locator(".work-tick input").first.check()
    page.route("**/work/preview/**", lambda route: route.fulfill(status=503, body="Not now"))
    page.locator(".work-look").first.click()
    pane.get_by_text("It could not be fetched.").wait_for()
    assert "503" in somebody.complaints.pop()
    page.unroute("**/work/preview/**")
    second.approve(NOW)
    page.locator(".work-look").nth(1).click()
    pane.get_by_text("It waits for you no longer").wait_for()
    assert page.locator(".work-tick input").first.is_checked()

    page.set_viewport_size({"width": 1280, "height": 900})
    assert not pane.is_visible()
    page.locator(".work-look").first.click()
    page.wait_for_url(re.compile(r"/work/preview/"))
    assert page.locator("main .contacts").get_by_text(first.lead.coordinator.email).count() == 1
