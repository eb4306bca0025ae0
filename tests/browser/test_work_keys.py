"""What needs me by keys: down, up, tick, open."""

import re

import pytest

from tests import scene
from tests.browser.conftest import with_password

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
