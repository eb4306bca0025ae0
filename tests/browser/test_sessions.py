"""Sessions and accounts in the wrong hands, walked in the browser, with the keyboard alone where it matters."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.session_life import KEPT_AS
from tests.browser.conftest import newcomer, office
from tests.browser.test_people import tab_to

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_mail_names_the_server"),
]

PAGE = "/me/sign-ins/"
MINUTE = 60


@pytest.fixture
def clara(transactional_db) -> User:
    return newcomer("Clara Jensen")


def idle_for(minutes: int) -> None:
    """Nothing was done in any session for so long."""
    for session in map(SessionStore, Session.objects.values_list("session_key", flat=True)):
        session[KEPT_AS] = {**session[KEPT_AS], "seen": session[KEPT_AS]["seen"] - minutes * MINUTE}
        session.save()


@pytest.mark.rule("R44t")
def test_other_sessions_are_ended_with_the_keyboard_alone(meet, clara) -> None:
    here, there = meet(), meet()
    here.sign_in(clara)
    there.sign_in(clara)
    page = here.open(PAGE)
    tab_to(page, "End all other sessions")
    page.keyboard.press("Enter")
    assert here.sees("All other sessions have ended.")
    there.open("/work/")
    assert there.sees("Sign in")


@pytest.mark.rule("R44u")
def test_page_that_only_shows_warns_before_the_session_ends_and_goes_on(meet, clara) -> None:
    somebody = meet()
    page = somebody.page
    page.clock.install()
    somebody.sign_in(clara)
    somebody.open(PAGE)
    idle_for(112)
    page.clock.fast_forward(112 * MINUTE * 1000)
    assert somebody.sees("You will be signed out at")
    assert somebody.sees("What you typed stays on this page.")
    tab_to(page, "Stay signed in")
    page.keyboard.press("Enter")
    assert somebody.sees("You are signed in until")
    somebody.open("/work/")
    assert not somebody.sees("nothing was done for a long time")


@pytest.mark.rule("R44u")
def test_without_javascript_the_session_ends_and_what_was_typed_is_handed_back(meet, clara) -> None:
    somebody = meet(java_script_enabled=False)
    somebody.sign_in(clara)
    somebody.open("/me/")
    somebody.fill("Name", "Clara the Second")
    idle_for(121)
    somebody.press("Save")
    assert somebody.sees("Clara the Second")
    assert User.objects.get(pk=clara.pk).name == "Clara Jensen"
    assert somebody.sees("Sign in again")


@pytest.mark.rule("R44x")
def test_account_is_shut_with_the_keyboard_alone_and_is_out_with_the_next_click(meet, clara) -> None:
    ada, theirs = office("Ada Byron", "administrator"), meet()
    theirs.sign_in(clara)
    somebody = meet()
    somebody.sign_in(ada, code=True)
    page = somebody.open(f"/people/{clara.pk}/")
    tab_to(page, "Shut the account")
    page.keyboard.press("Enter")
    page.wait_for_url("**/shut/")
    tab_to(page, "Reason")
    page.keyboard.type("A stolen laptop.")
    tab_to(page, "Shut the account")
    page.keyboard.press("Enter")
    assert somebody.sees("All administrators are told by mail.")
    assert somebody.sees("This account is shut")
    theirs.open("/work/")
    assert theirs.sees("Sign in")
