"""Every page in a real browser: nothing for axe to find, nothing sideways, nothing in the console."""

import re
from itertools import cycle

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.test.signals import template_rendered
from django.urls import resolve

from iqm_coe.accounts.models.user import User
from tests.browser import pages
from tests.whole import AT_LEISURE, WHOLE, as_much_as, in_the_whole

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": ["color-contrast"]}
BUT_COLOURS = {**EVERYTHING, "rules": {"color-contrast": {"enabled": False}}}
PLACES = {"runOnly": ["target-size"]}
LOOKS = {"everything": EVERYTHING, "colours": COLOURS, "but colours": BUT_COLOURS}
NARROW, WIDE, TELEPHONE = 320, 1280, 360  # pixels
# Four fifths of a look are the colours, and the two schemes differ in nothing else. So in the whole each page is asked
# for its colours once in light and once in dark, in one screen and the other in turns, and at leisure in both screens
# each. A telephone has the styles of the narrow screen, and more room: what may differ is where things come to stand.
PLACED = (TELEPHONE, "light", PLACES)
AT_ONCE = [PLACED, *((width, "light", EVERYTHING) for width in (NARROW, WIDE)), (TELEPHONE, "dark", COLOURS)]
IN_TURNS = [
    [PLACED, (NARROW, "light", EVERYTHING), (WIDE, "light", BUT_COLOURS), (WIDE, "dark", COLOURS)],
    [PLACED, (NARROW, "light", BUT_COLOURS), (WIDE, "light", EVERYTHING), (TELEPHONE, "dark", COLOURS)],
]
# The cut looks at a page of each kind in one screen, in turns, and at whether it scrolls sideways in the narrow one.
CUT = [[(WIDE, "dark", EVERYTHING)], [(NARROW, "light", BUT_COLOURS)]]
GRID = [[*AT_ONCE, (WIDE, "dark", COLOURS)]] if AT_LEISURE else IN_TURNS
SCREENS = cycle(GRID if WHOLE else CUT)
STYLES = settings.BASE_DIR / "static"
WIDTH = r"width: *([\d.]+)(rem|px)"
RUN_AXE = """async (options) => (await axe.run(document, options)).violations
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target}`))"""
NOWHERE = "/nowhere/"
PARTS = as_much_as(whole=2, cut=1)
NOT_LOOKED_AT = ("emails/", "django/forms/")  # shown as text; the browser's own boxes


def signed_in(somebody, user) -> None:
    """The person's session without the form, which other tests walk."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    somebody.context.clear_cookies()
    somebody.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": somebody.root}])


def every_visit() -> list[tuple[int | None, str]]:
    """Who opens which address: each page of the product, as somebody who may."""
    made = pages.world()
    assert made.names | pages.NO_PAGE == pages.product_pages()
    return [(None, path) for path in pages.PUBLIC] + [(user.pk, path) for user, paths in made.walks for path in paths]


def name_of(path: str) -> str:
    return NOWHERE if NOWHERE in path else resolve(path.partition("?")[0]).view_name


def every_page(somebody, part: int):
    """Open each page of this part as its person; gives its address. The parts together are all pages."""
    visits = every_visit()
    User.objects.update(password=make_password("a long walk in Ashford"))
    if not WHOLE:
        visits = [(user, path) for user, path in visits if name_of(path) in pages.OF_EACH_KIND]
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
        page.set_viewport_size({"width": NARROW, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > NARROW:
            wrong.append(f"{path} scrolls sideways at {NARROW}")
    assert wrong == []


@in_the_whole
def test_pages_of_each_kind_show_all_that_two_pages_share(client) -> None:
    """So that what the cut does not look at is made of what it looks at."""
    shown: dict[str, set[str]] = {}
    heard: list[str] = []
    template_rendered.connect(hear := lambda template, **_: heard.append(template.name or ""))
    for user, path in every_visit():
        client.logout() if user is None else client.force_login(User.objects.get(pk=user))
        heard.clear()
        client.get(path)
        for piece in heard:
            shown.setdefault(piece, set()).add(name_of(path))
    template_rendered.disconnect(hear)
    shared = {piece for piece, names in shown.items() if len(names) > 1 and not piece.startswith(NOT_LOOKED_AT)}
    assert [piece for piece in sorted(shared) if not shown[piece] & pages.OF_EACH_KIND] == []


def test_telephone_has_the_styles_of_the_narrow_screen() -> None:
    """So that axe is asked of one of the two what depends on them."""
    written = "".join(path.read_text() for path in STYLES.rglob("*.css"))
    conditions = " ".join(re.findall(r"@(?:media|container)([^{]*)", written))
    widths = [float(number) * (16 if unit == "rem" else 1) for number, unit in re.findall(WIDTH, conditions)]
    assert len(widths) == conditions.count("width")
    assert min(widths) > TELEPHONE


def test_looks_at_a_page_find_what_is_wrong_with_it(meet) -> None:
    """So that nothing found means that nothing is there."""
    page = meet().open("/privacy/")
    page.evaluate("document.querySelector('main').innerHTML = '<img src=\"/static/img/mark.svg\"><p id=wide>Pale</p>'")
    page.evaluate("document.getElementById('wide').style.cssText = 'width: 900px; color: #eee; background: #fff'")
    page.set_viewport_size({"width": 320, "height": 640})
    found = {look: {one.partition(":")[0] for one in found_by_axe(page, LOOKS[look])} for look in LOOKS}
    assert {"image-alt", "color-contrast"} <= found["everything"]
    assert found["colours"] == {"color-contrast"}
    assert found["but colours"] == found["everything"] - {"color-contrast"}
    assert page.evaluate("document.documentElement.scrollWidth") > 320


def test_complaints_of_the_browser_are_heard(meet) -> None:
    somebody = meet()
    page = somebody.open("/privacy/")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'var a = 1'}))")
    assert len(somebody.complaints) == 1
    assert "Content Security Policy" in somebody.complaints.pop()
