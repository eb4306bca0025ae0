"""Passkeys in Chromium, with an authenticator of its own: set up, as the whole sign-in, as second step, by keyboard."""

from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import CDPSession, expect

from iqm_coe.accounts.models.user import User
from tests.browser.conftest import PASSWORD, Meet, Somebody, at_school, delivered, newcomer, office
from tests.browser.test_people import tab_to
from tests.factories.schools import SchoolFactory
from tests.proofs_of_person import RECORDS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_mail_names_the_server"),
]

BUILT_IN = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Device:
    """A telephone or computer that keeps passkeys, in place of one with a finger on it."""

    session: CDPSession
    number: str

    def refuses(self) -> None:
        """Nobody puts their finger on it in time."""
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.number, "isUserVerified": False})


def device_of(somebody: Somebody) -> Device:
    session = somebody.context.new_cdp_session(somebody.page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": BUILT_IN})
    return Device(session, made["authenticatorId"])


@pytest.fixture
def hana(transactional_db) -> User:
    return at_school(newcomer("Hana Head"), SchoolFactory(name="Trent School"), "headteacher")


def add_passkey(somebody: Somebody, user: User) -> None:
    somebody.sign_in(user)
    somebody.click("Add a passkey")
    somebody.fill("What to call it", "My telephone")
    somebody.press("Make the passkey")
    assert somebody.sees("My recovery codes")


def sign_out(somebody: Somebody) -> None:
    somebody.open("/accounts/logout/")
    somebody.page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(somebody.page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.rule("R44l", "R44m")
def test_head_is_offered_a_passkey_sets_it_up_and_signs_in_with_nothing_else(meet: Meet, hana: User) -> None:
    somebody = meet()
    device_of(somebody)
    add_passkey(somebody, hana)
    assert "A passkey was added" in delivered(hana.email, "A passkey was added to your account")
    somebody.open("/work/")
    assert somebody.page.get_by_role("heading", name="Sign in without a password").count() == 0

    sign_out(somebody)
    somebody.open("/accounts/login/?next=/me/messages/")
    somebody.press("Sign in with a passkey")

    expect(somebody.page).to_have_url(f"{somebody.root}/me/messages/")
    assert Authenticator.objects.get(user=hana, type="webauthn").last_used_at


@pytest.mark.rule("R44l")
def test_passkey_is_the_second_step_after_the_password_and_the_proof_before_removal(meet: Meet, hana: User) -> None:
    somebody = meet()
    device_of(somebody)
    add_passkey(somebody, hana)
    sign_out(somebody)
    somebody.sign_in(hana)
    assert somebody.sees("Your second step")
    somebody.press("Show my passkey")
    assert somebody.sees("What needs me")

    somebody.open("/accounts/2fa/webauthn/")
    somebody.click("Rename")
    somebody.fill("What to call it", "Telephone of the office")
    somebody.press("Save")
    assert somebody.sees("Telephone of the office")
    somebody.click("Take away")
    somebody.press("Take it away")
    assert somebody.sees("The passkey is taken away.")
    assert not Authenticator.objects.filter(user=hana).exists()


@pytest.mark.rule("R44l")
def test_passkey_by_keyboard_alone(meet: Meet, hana: User) -> None:
    somebody = meet()
    device_of(somebody)
    somebody.sign_in(hana)
    page = somebody.page
    page.wait_for_url("**/work/")
    tab_to(page, "Add a passkey")
    page.keyboard.press("Enter")
    page.wait_for_url("**/webauthn/add/")
    tab_to(page, "Make the passkey")
    page.keyboard.press("Enter")
    assert somebody.sees("My recovery codes")
    sign_out(somebody)
    tab_to(page, "Sign in with a passkey")
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/")


@pytest.mark.rule("R44l")
def test_passkey_that_is_not_shown_leaves_a_sentence_and_the_other_way(meet: Meet, hana: User) -> None:
    somebody = meet()
    device = device_of(somebody)
    add_passkey(somebody, hana)
    sign_out(somebody)
    device.refuses()
    somebody.press("Sign in with a passkey")
    assert somebody.sees("No passkey was shown, so nothing has happened.")
    somebody.type_password(hana)
    assert somebody.sees("Your second step")


@pytest.mark.rule("R44l")
def test_without_javascript_a_sentence_says_what_opens_instead(meet: Meet, hana: User) -> None:
    somebody = meet(java_script_enabled=False)
    somebody.open("/accounts/login/")
    assert somebody.page.get_by_role("button", name="Sign in with a passkey").is_hidden()
    assert somebody.sees("Passkeys need JavaScript and a recent browser; your address and password work without.")
    somebody.type_password(hana)
    somebody.click("Add a passkey")
    assert somebody.sees("they need JavaScript and a recent browser. Set up an authenticator app instead")


@pytest.mark.rule("R44n")
def test_weighty_form_goes_on_with_the_passkey_and_nothing_is_typed_again(meet: Meet, hana: User) -> None:
    somebody = meet()
    device_of(somebody)
    add_passkey(somebody, hana)
    for session in map(SessionStore, Session.objects.values_list("session_key", flat=True)):
        session[RECORDS] = [{**record, "at": 0} for record in session[RECORDS]]
        session.save()

    somebody.open("/accounts/email/")
    somebody.fill("Email", "hana@elsewhere.example")
    somebody.press("Add the address")
    assert somebody.sees("Is it you?")
    somebody.press("Show my passkey and go on")

    assert somebody.sees("hana@elsewhere.example")
    assert somebody.page.url.endswith("/accounts/confirm-email/")


@pytest.mark.rule("R44m")
def test_offer_of_a_passkey_is_put_off_and_stays_away(meet: Meet, hana: User) -> None:
    somebody = meet()
    somebody.sign_in(hana)
    somebody.press("Not now")
    assert somebody.sees("Put off.")
    somebody.open("/work/")
    assert somebody.page.get_by_role("heading", name="Sign in without a password").count() == 0


@pytest.mark.rule("R44f", "R44l")
def test_somebody_new_at_iqm_sets_up_a_passkey_before_anything_else(meet: Meet) -> None:
    sam = office("Sam Office", "staff")
    Authenticator.objects.filter(user=sam).delete()
    somebody = meet()
    device_of(somebody)
    somebody.sign_in(sam)
    assert somebody.sees("Please set one up now.")
    somebody.click("Add a passkey")
    somebody.press("Make the passkey")
    assert somebody.sees("My recovery codes")
    somebody.open("/outbox/")
    assert somebody.page.url.endswith("/outbox/")
    assert PASSWORD not in somebody.page.content()
