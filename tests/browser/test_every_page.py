"""Every page in a real browser: nothing for axe to find, nothing sideways, nothing in the console."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from tests.browser import pages

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SCREENS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def signed_in(somebody, user) -> None:
    """The person's session without the form, which other tests walk."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    somebody.context.clear_cookies()
    somebody.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": somebody.root}])


def every_page(somebody):
    """Open each page as its person; gives its address."""
    made = pages.world()
    for path in pages.PUBLIC:
        somebody.open(path)
        yield path
    for user, paths in made.walks:
        signed_in(somebody, user)
        for path in paths:
            somebody.open(path)
            assert somebody.page.url == somebody.root + path
            yield path


def found_by_axe(page) -> set[str]:
    results = Axe().run(page, options=AXE).response
    return {f"{one['id']}: {node['target']}" for one in results["violations"] for node in one["nodes"]}


def test_every_page_of_the_product_is_in_the_list(db) -> None:
    assert pages.world().names | pages.NO_PAGE == pages.product_pages()


def test_every_page_is_accessible_and_never_wider_than_the_screen(meet) -> None:
    """One walk: at each page four screens for axe, and 320 pixels for sideways scrolling."""
    somebody = meet()
    page, wrong = somebody.page, []
    for path in every_page(somebody):
        for width, scheme in SCREENS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            wrong += [f"{path} at {width} {scheme}: {one}" for one in found_by_axe(page)]
        page.set_viewport_size({"width": 320, "height": 640})
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wrong.append(f"{path} scrolls sideways at 320")
    assert wrong == []
