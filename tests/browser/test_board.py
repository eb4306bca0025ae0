"""The year board in a browser: nothing for axe, no table sideways on a telephone, every way of it by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from centres.year.models.plan import Plan
from iqm_coe.lib.dates import london_date
from tests import scene
from tests.browser.conftest import Meet, Somebody
from tests.browser.test_every_page import EVERYTHING, found_by_axe, signed_in
from tests.factories.years import many_years

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SCREENS = [(320, "light"), (360, "dark"), (900, "light"), (1280, "dark"), (1280, "light")]


def in_front_of_the_board(meet: Meet, **more) -> Somebody:
    """Staff, in whose programme three Centres are in their year; two are late with their plans."""
    sam, people = scene.iqm_person("Sam", "staff"), {"adviser": scene.iqm_person("Alan", "adviser")}
    people["assessor"] = scene.iqm_person("Asha", "assessor")
    first, *_others = many_years(3, by=sam, **people, schools=2, on=london_date(timezone.now()))
    Plan.objects.filter(year=first).update(state="lodged")
    somebody = meet(**more)
    signed_in(somebody, sam)
    return somebody


def test_board_is_accessible_and_fits_every_screen(meet) -> None:
    somebody = in_front_of_the_board(meet, reduced_motion="reduce")
    page, wrong = somebody.page, []
    somebody.context.add_init_script(Axe().axe_script)
    somebody.open("/programme/board/")
    page.get_by_role("link", name="Show schools").first.click()
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        wrong += [f"{width} {scheme}: {one}" for one in found_by_axe(page, EVERYTHING)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{width} {scheme}: sideways")
    assert wrong == []


def test_on_a_telephone_each_centre_says_first_with_what_it_is_late(meet) -> None:
    somebody = in_front_of_the_board(meet)
    page = somebody.page
    page.set_viewport_size({"width": 360, "height": 800})
    somebody.open("/programme/board/?late=any")

    first = page.locator(".board-year").first
    expect(first.locator(".board-late")).to_be_visible()
    assert "days late" in first.locator(".board-late").inner_text()
    marks = first.locator(".board-cell .status")
    assert [marks.nth(number).is_visible() for number in range(marks.count())] == [True] * 5
    table = page.locator(".table-scroll")
    assert table.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_board_is_narrowed_unfolded_and_folded_by_keyboard_without_javascript(meet) -> None:
    somebody = in_front_of_the_board(meet, java_script_enabled=False)
    page = somebody.page
    page.set_viewport_size({"width": 1280, "height": 900})
    somebody.open("/programme/board/")

    page.get_by_role("link", name="Plans").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Plans").first).to_have_attribute("aria-current", "page")
    expect(page.locator(".board-year")).to_have_count(2)

    page.get_by_label("In groups by").select_option("adviser")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.locator(".board-group")).to_contain_text("Alan (2)")

    page.get_by_role("link", name="Show schools").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".board-school")).to_have_count(2)
    assert "late=plans" in page.url
    page.get_by_role("link", name="Fold schools").press("Enter")
    expect(page.locator(".board-school")).to_have_count(0)
