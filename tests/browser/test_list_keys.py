"""Lists and the year board by keys: down, up, tick, open, and what the keys are."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centres.billing.flows import charge as charge_flows
from iqm_coe.lib.dates import london_date
from tests import scene
from tests.browser.conftest import with_password
from tests.browser.test_every_page import signed_in
from tests.clock import NOW
from tests.factories.money import ChargeFactory
from tests.factories.schools import SchoolFactory
from tests.factories.years import many_years

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROWS = "table[data-rows] > tbody > tr"


def at(page, rows: str = ROWS) -> int:
    """In which of the rows one stands."""
    found = f"[...document.querySelectorAll({rows!r})]"
    return page.evaluate(f"{found}.findIndex((row) => row.contains(document.activeElement))")


def walked(page, rows: str = ROWS) -> None:
    """Down twice and up once: one stands in the first row."""
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert at(page, rows) == 1
    page.keyboard.press("k")
    assert at(page, rows) == 0


def test_list_without_anything_to_do_with_many_rows_is_walked_and_opened(meet) -> None:
    """By a coordinator, who can do nothing with many of them."""
    world = scene.submitted()
    somebody = meet()
    somebody.sign_in(with_password(world.lead.coordinator))
    page = somebody.open("/centres/")

    page.keyboard.press("j")
    assert at(page) == 0
    page.keyboard.press("x")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/centres/\d+/"))


def test_keys_of_a_list_are_shown_by_a_key_and_folded_away(meet) -> None:
    SchoolFactory.create_batch(2)
    somebody = meet(viewport={"width": 1280, "height": 900})
    somebody.sign_in(with_password(scene.iqm_person("Sam", "staff")), code=True)
    page = somebody.open("/schools/")
    walked(page)

    keys = page.locator("[data-keys] dl")
    expect(keys).to_be_hidden()
    page.keyboard.press("?")
    expect(keys).to_be_in_viewport()
    page.keyboard.press("?")
    expect(keys).to_be_hidden()
    walked(page)


def test_single_rows_are_ticked_or_all_of_the_list_and_the_count_says_which(meet) -> None:
    SchoolFactory.create_batch(3)
    somebody = meet()
    somebody.sign_in(with_password(scene.iqm_person("Sam", "staff")), code=True)
    page = somebody.open("/schools/")
    count, every, ticks = page.locator("[data-many-count]"), page.locator("[name=every]"), page.locator("td.tick input")

    ticks.nth(0).check()
    ticks.nth(1).check()
    expect(count).to_have_text("2 rows ticked")
    every.check()
    expect(count).to_have_text("All 3 rows ticked")
    ticks.nth(0).uncheck()
    expect(every).not_to_be_checked()
    expect(count).to_have_text("1 row ticked")
    every.check()
    page.keyboard.press("Tab")
    walked(page)
    page.keyboard.press("x")
    expect(every).not_to_be_checked()
    expect(count).to_have_text("2 rows ticked")


def test_annual_payment_is_chosen_by_the_key_and_one_with_nothing_to_open_is_stood_in(meet) -> None:
    finance = with_password(scene.iqm_person("Fay", "finance"))
    ChargeFactory()
    charge_flows.waive(ChargeFactory(), reason="Hardship.", by=finance, at=NOW)
    somebody = meet()
    somebody.sign_in(finance, code=True)
    page = somebody.open("/centres/finance/charges/")

    walked(page)
    chosen = page.locator(".choose input")
    page.keyboard.press("x")
    expect(chosen).to_be_checked()
    page.keyboard.press("x")
    expect(chosen).not_to_be_checked()


def test_year_board_is_walked_from_centre_to_centre_and_opened(meet) -> None:
    """Past the schools of a year that is unfolded."""
    sam, people = scene.iqm_person("Sam", "staff"), {"adviser": scene.iqm_person("Alan", "adviser")}
    people["assessor"] = scene.iqm_person("Asha", "assessor")
    many_years(3, by=sam, **people, schools=2, on=london_date(timezone.now()))
    somebody = meet(viewport={"width": 1280, "height": 900})
    signed_in(somebody, sam)
    page = somebody.open("/programme/board/")
    page.get_by_role("link", name="Show schools").first.click()
    expect(page.locator(".board-school")).to_have_count(2)

    walked(page, ".board-year")
    year = page.locator(".board-year th a").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{year}")
