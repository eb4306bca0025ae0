"""Takes the pictures of docs/screens from a fresh demonstration.

`bin/run`, then `python -m tests.browser.make_screens http://localhost:8000`. It sends one report back and forth, for
the picture of its rounds.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import launched_at

SCREENS = Path(__file__).parents[2] / "docs" / "screens"
PASSWORD = "inclusion for everybody"
WIDEST, WIDE, NARROW = 1920, 1280, 360
TALLEST = 1500  # a longer page is cut: what it is about stands on top
SCHOOL = "St José's Carlton Infant School"


@contextmanager
def somebody(browser: Browser, root: str, name: str) -> Iterator[Page]:
    """Signed in, with the code that the demonstration shows beside the name."""
    context = browser.new_context(base_url=root, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.goto("/accounts/login/")
    email = f"{name}@demo.iqm.example"
    code = re.search(r"\b\d{6}\b", page.locator("tr", has_text=email).inner_text())
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    if code:
        page.fill("input[name=code]", code[0])
        page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/work/")
    page.reload()  # without the word that says so
    yield page
    context.close()


def taken(page: Page, name: str, *widths: int) -> None:
    """As it is open now, in each width, in 256 colours, which weigh a third."""
    for width in widths or (WIDE,):
        page.set_viewport_size({"width": width, "height": 900})
        whole = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
        cut = whole.crop((0, 0, whole.width, min(whole.height, TALLEST)))
        cut.quantize(dither=Image.Dither.NONE).save(SCREENS / f"{name}-{width}.png", optimize=True)
    page.set_viewport_size({"width": WIDE, "height": 900})


def in_main(page: Page, link: str) -> None:
    page.get_by_role("main").get_by_role("link", name=link).first.click()


def of_the_office(page: Page) -> None:
    taken(page, "what-needs-me", WIDE, NARROW)
    page.set_viewport_size({"width": WIDEST, "height": 900})
    page.locator("#preview-pane .contacts").wait_for()
    taken(page, "what-needs-me", WIDEST)
    page.goto("/programme/board/")
    taken(page, "board", NARROW)
    in_main(page, "Show schools")
    taken(page, "board", WIDE)
    in_main(page, "Riverside and Beyond")
    taken(page, "centre-year")
    page.goto("/search/?q=carlton+infant")
    taken(page, "search")
    in_main(page, SCHOOL)
    taken(page, "school")
    page.goto("/centres/")
    for number in (1, 6, 8):
        page.locator("td.tick input").nth(number).check()
    taken(page, "list-with-ticks")
    page.get_by_role("button", name="Appoint advisers").click()
    page.get_by_label("Sioned").check()
    page.get_by_role("button", name="Show what each gets").click()
    taken(page, "batch")
    page.goto("/programme/")
    taken(page, "programme")


def of_an_administrator(page: Page) -> None:
    page.goto("/people/")
    in_main(page, "Clara Jensen")
    taken(page, "person")
    page.goto("/audit/?what=award")
    taken(page, "audit")
    page.goto("/settings/")
    taken(page, "settings")


def of_a_school(page: Page) -> None:
    taken(page, "this-year", WIDE, NARROW)
    page.goto("/centres/")
    in_main(page, "Trent Valley")
    taken(page, "centre")


def of_its_head(page: Page) -> None:
    """A fact of the report is wrong."""
    page.get_by_role("main").locator("a.btn", has_text="Read and answer").first.click()
    page.get_by_label("What is wrong").fill("We met three governors, not two.")
    page.get_by_role("button", name="Send these corrections").click()


def of_its_assessor(page: Page) -> None:
    page.get_by_role("main").locator("a.btn", has_text="Correct").first.click()
    page.get_by_label("Meetings held with").fill("The headteacher, the SENCo, three governors and a group of pupils.")
    page.get_by_role("button", name="Save and read it through").click()
    page.get_by_role("button", name="Sign and send it").click()


def of_whoever_checks(page: Page) -> None:
    page.goto("/reviews/reports/")
    in_main(page, SCHOOL)
    taken(page, "report-rounds")


def of_anybody(browser: Browser, root: str) -> None:
    page = browser.new_page(base_url=root)
    page.goto("/")
    taken(page, "welcome")
    page.close()


WALKS: list[tuple[str, Callable[[Page], None]]] = [
    ("sam", of_the_office),
    ("ada", of_an_administrator),
    ("clara", of_a_school),
    ("howard", of_its_head),
    ("asha", of_its_assessor),
    ("sam", of_whoever_checks),
]


def main(root: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launched_at())
        of_anybody(browser, root)
        for name, walk in WALKS:
            with somebody(browser, root, name) as page:
                walk(page)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
