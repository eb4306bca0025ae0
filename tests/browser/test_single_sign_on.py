"""Single sign-on in Chromium, at a real provider on another site: by mouse, by keyboard alone, without JavaScript."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from iqm_coe.accounts.enums import ProviderKind
from iqm_coe.accounts.flows import provider as flows
from iqm_coe.accounts.flows.provider import Kept
from iqm_coe.accounts.models.provider import Provider, ProviderLink
from iqm_coe.accounts.models.user import User
from tests import provider
from tests.browser.conftest import Meet, Somebody, at_school, delivered, newcomer, office
from tests.browser.test_every_page import EVERYTHING, found_by_axe
from tests.browser.test_passkeys import sign_out
from tests.browser.test_people import tab_to
from tests.factories.schools import SchoolFactory
from tests.provider import CLIENT, PASSWORD, SECRET, Server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_mail_names_the_server"),
]

EMAIL = "hana@ridge.example"


@pytest.fixture(scope="session")
def there(tmp_path_factory) -> Iterator[Server]:
    with provider.running(tmp_path_factory.mktemp("provider")) as server:
        yield server


@pytest.fixture
def hana(transactional_db) -> User:
    return at_school(newcomer("Hana Head", email=EMAIL), SchoolFactory(name="Trent School"), "headteacher")


@pytest.fixture
def ada(transactional_db) -> User:
    return office("Ada Admin", "administrator")


@pytest.fixture
def ridge(there, ada, live_server) -> Provider:
    kept = Kept("Ridge Trust", CLIENT, SECRET, ("ridge.example",), is_only_way=False)
    made = flows.add(ProviderKind.OTHER, there.issuer, kept, by=ada, at=timezone.now())
    there.returns_to(f"{live_server.url}/accounts/providers/{made.pk}/back/")
    there.knows(EMAIL, name="Hana Head")
    return made


def signs_in_there(somebody: Somebody, email: str = EMAIL) -> None:
    somebody.page.wait_for_url("http://127.0.0.1:*/**")
    somebody.fill("Username", email)
    somebody.fill("Password", PASSWORD)
    somebody.press("Let me in")


@pytest.mark.rule("R44aa", "R44ab")
def test_known_address_is_linked_with_the_password_and_then_opens_by_itself(meet: Meet, ridge, hana) -> None:
    somebody = meet()
    somebody.open("/accounts/login/?next=/me/messages/")
    somebody.press("Sign in with Ridge Trust")
    signs_in_there(somebody)
    assert somebody.sees("has an account here already. Sign in once as you did before")
    somebody.type_password(hana)
    assert somebody.sees("Linked. From now on you can sign in with Ridge Trust.")
    assert "whoever signs in there as you signs in here" in delivered(EMAIL, "Ridge Trust now opens your account")

    sign_out(somebody)
    somebody.press("Sign in with Ridge Trust")
    assert somebody.sees("What needs me")


@pytest.mark.rule("R44aa", "R44ab")
def test_link_and_sign_in_by_keyboard_alone(meet: Meet, ridge, hana) -> None:
    somebody = meet()
    somebody.sign_in(hana)
    page = somebody.page
    somebody.open("/me/sign-ins/")
    tab_to(page, "Link with Ridge Trust")
    page.keyboard.press("Enter")
    page.wait_for_url("http://127.0.0.1:*/**")
    tab_to(page, "Username")
    page.keyboard.type(EMAIL)
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    assert somebody.sees("Linked. From now on you can sign in with Ridge Trust.")
    sign_out(somebody)
    tab_to(page, "Sign in with Ridge Trust")
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/")
    somebody.open("/me/sign-ins/")
    tab_to(page, "Unlink")
    page.keyboard.press("Enter")
    assert somebody.sees("the service by which you signed in opens this account no longer")  # also here, by that link
    assert not ProviderLink.objects.exists()


@pytest.mark.rule("R44aa")
def test_newcomer_without_javascript_makes_an_account(meet: Meet, ridge, there) -> None:
    there.knows("nina@ridge.example", name="Nina New")
    somebody = meet(java_script_enabled=False)
    somebody.open("/accounts/login/")
    somebody.press("Sign in with Ridge Trust")
    signs_in_there(somebody, "nina@ridge.example")
    assert somebody.sees("Your address nina@ridge.example is proved.")
    somebody.press("Make the account")
    assert somebody.sees("What needs me")
    assert User.objects.get(email="nina@ridge.example").name == "Nina New"


@pytest.mark.rule("R44ac")
def test_other_domain_unproved_address_and_an_old_answer_are_sentences(meet: Meet, ridge, hana, there) -> None:
    there.knows("hana@other.example")
    somebody = meet()
    somebody.open("/accounts/login/")
    somebody.press("Sign in with Ridge Trust")
    signs_in_there(somebody, "hana@other.example")
    assert somebody.sees("Your email address there is not one that this service speaks for.")
    somebody.page.reload()
    assert somebody.sees("This answer was used already")
    somebody.click("Back to the sign-in page")
    assert somebody.sees("Sign in with Ridge Trust")

    there.knows("mara@ridge.example", is_verified=False)
    another = meet()
    another.open("/accounts/login/")
    another.press("Sign in with Ridge Trust")
    signs_in_there(another, "mara@ridge.example")
    assert another.sees("does not say that your email address is proved to be yours")


@pytest.mark.rule("R44ad", "R44ae")
def test_only_way_and_a_leaver(meet: Meet, ridge, hana, there, ada) -> None:
    subject = there.knows(EMAIL)
    ProviderLink.objects.create(user=hana, provider=ridge, subject=subject, linked_at=timezone.now())
    flows.change(
        ridge, Kept("Ridge Trust", CLIENT, "", ("ridge.example",), is_only_way=True), by=ada, at=timezone.now()
    )
    somebody = meet()
    somebody.sign_in(hana)
    assert somebody.sees("You sign in with Ridge Trust")
    somebody.press("Sign in with Ridge Trust")
    signs_in_there(somebody)
    assert somebody.sees("What needs me")

    there.shuts_out(EMAIL)
    other = meet()
    other.open("/accounts/login/")
    other.press("Sign in with Ridge Trust")
    signs_in_there(other)
    assert other.sees("Please enter a correct username and password")

    flows.switch(ridge, False, by=ada, at=timezone.now())
    somebody.open("/work/")
    assert somebody.sees("the service by which you signed in opens this account no longer")


@pytest.mark.rule("R44af")
def test_administrator_sets_a_provider_up_tries_it_and_switches_it_off(meet: Meet, there, ada) -> None:
    somebody = meet()
    somebody.sign_in(ada, code=True)
    somebody.open("/settings/")
    somebody.click("Single sign-on")
    somebody.click("Set up a provider")
    somebody.page.get_by_label("Kind").select_option("other")
    somebody.fill("Address of the provider", there.issuer)
    somebody.fill("Name on the button", "Ridge Trust")
    somebody.fill("Client ID", CLIENT)
    somebody.fill("Client secret", SECRET)
    somebody.fill("Domains of its school or trust", "ridge.example")
    somebody.press("Save and ask it")
    assert somebody.sees("Saved, and the provider answers.")
    somebody.press("Try it")
    assert somebody.sees("Ridge Trust answers, and calls itself what it should.")
    somebody.press("Switch it off")
    assert somebody.sees("Nobody signs in by it, and nobody is bound to it.")
    assert "switched off" in delivered(ada.email, "switched off")


def wrong_with(somebody: Somebody) -> list[str]:
    """What axe finds on this page, light and dark, and whether it scrolls sideways on the narrowest screen."""
    page, wrong = somebody.page, []
    for width, scheme in ((320, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        wrong += [f"{page.url} at {width} {scheme}: {one}" for one in found_by_axe(page, EVERYTHING)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{page.url} scrolls sideways at {width}")
    return wrong


def test_pages_on_the_way_are_accessible(meet: Meet, ridge, hana, there, ada) -> None:
    there.knows("hana@other.example")
    there.knows("nina@ridge.example", name="Nina New")
    wrong = []
    for email, words in (("hana@other.example", "It did not work with"), ("nina@ridge.example", "Make an account")):
        somebody = meet(reduced_motion="reduce")
        somebody.context.add_init_script(Axe().axe_script)
        somebody.open("/accounts/login/")
        wrong += wrong_with(somebody)
        somebody.press("Sign in with Ridge Trust")
        signs_in_there(somebody, email)
        assert somebody.sees(words)
        wrong += wrong_with(somebody)
    kept = Kept("Ridge Trust", CLIENT, "", ("ridge.example",), is_only_way=True)
    flows.change(ridge, kept, by=ada, at=timezone.now())
    somebody = meet(reduced_motion="reduce")
    somebody.context.add_init_script(Axe().axe_script)
    somebody.sign_in(hana)
    assert somebody.sees("You sign in with Ridge Trust")
    assert wrong + wrong_with(somebody) == []
