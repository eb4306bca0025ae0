"""Every page in a real browser: nothing for axe to find, nothing sideways, nothing in the console."""

from itertools import cycle

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client

from iqm_coe.accounts.models.user import User
from tests.browser import pages
from tests.whole import WHOLE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": ["color-contrast"]}
# The dark scheme changes colours and nothing else, so in the whole grid only they are looked at again.
GRID = [(360, "light", EVERYTHING), (360, "dark", COLOURS), (1280, "dark", COLOURS), (1280, "light", EVERYTHING)]
NARROW = (320, "light", EVERYTHING)
# The cut looks at each page in one screen, in turns, and at whether it scrolls sideways in the narrow one.
SCREENS = cycle([[*GRID, NARROW]] if WHOLE else [[(1280, "dark", EVERYTHING)], [NARROW]])
RUN_AXE = """async (options) => (await axe.run(document, options)).violations
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target}`))"""
PARTS = 2


def signed_in(somebody, user) -> None:
    """The person's session without the form, which other tests walk."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    somebody.context.clear_cookies()
    somebody.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": somebody.root}])


def every_page(somebody, part: int):
    """Open each page of this part as its person; gives its address. The parts together are all pages."""
    made = pages.world()
    assert made.names | pages.NO_PAGE == pages.product_pages()
    User.objects.update(password=make_password("a long walk in Ashford"))
    visits = [(None, path) for path in pages.PUBLIC]
    visits += [(user.pk, path) for user, paths in made.walks for path in paths]
    size = -(-len(visits) // PARTS)
    last = None
    for user, path in visits[part * size : (part + 1) * size]:
        if user and user != last:
            signed_in(somebody, User.objects.get(pk=user))
            last = user
        somebody.open(path)
        assert somebody.page.url == somebody.root + path
        yield path


def found_by_axe(page, options: dict) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return page.evaluate(RUN_AXE, options)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_and_never_wider_than_the_screen(meet, part: int) -> None:
    """One walk: at each page the screens for axe, and one so narrow that nothing may scroll sideways."""
    somebody = meet(reduced_motion="reduce")
    page, wrong = somebody.page, []
    somebody.context.add_init_script(Axe().axe_script)
    for path in every_page(somebody, part):
        for width, scheme, options in next(SCREENS):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{path} at {width} {scheme}: {one}" for one in found_by_axe(page, options)]
        page.set_viewport_size({"width": 320, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wrong.append(f"{path} scrolls sideways at 320")
    assert wrong == []


def test_looks_at_a_page_find_what_is_wrong_with_it(meet) -> None:
    """So that nothing found means that nothing is there."""
    page = meet().open("/privacy/")
    page.evaluate("document.querySelector('main').innerHTML = '<img src=\"/static/img/mark.svg\"><div id=wide>.</div>'")
    page.evaluate("document.getElementById('wide').style.width = '900px'")
    page.set_viewport_size({"width": 320, "height": 640})
    assert any(one.startswith("image-alt") for one in found_by_axe(page, EVERYTHING))
    assert page.evaluate("document.documentElement.scrollWidth") > 320


def test_complaints_of_the_browser_are_heard(meet) -> None:
    somebody = meet()
    page = somebody.open("/privacy/")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'var a = 1'}))")
    assert len(somebody.complaints) == 1
    assert "Content Security Policy" in somebody.complaints.pop()
