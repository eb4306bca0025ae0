"""A browser, a live server, and a person in front of them; whatever the console or the policy complains of is kept."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from iqm_coe.accounts.models.user import User
from iqm_coe.notifications.flows import delivery
from tests.chromium import launched_at
from tests.factories.accounts import IqmRoleFactory
from tests.factories.schools import SchoolRoleFactory

PASSWORD = "a long walk in Ashford"
SECRET = "JBSWY3DPEHPK3PXP"
HALF_A_MINUTE, TYPED_IN = 30, 4  # seconds that a code is good for, and that a slow page takes with it


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(**launched_at())
        yield launched
        launched.close()


@dataclass
class Somebody:
    """One person's browser: pages open by address, and every complaint is kept."""

    context: BrowserContext
    page: Page
    root: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.root + path)
        return self.page

    def click(self, name: str, *, role: str = "link") -> None:
        self.page.get_by_role(role, name=name).first.click()

    def take_up(self, action: str) -> None:
        """Press the button of a line of work; what the line is called leads to its preview."""
        self.page.locator(".work-list a.btn", has_text=action).first.click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def sees(self, words: str) -> bool:
        """Whether the words come to stand on the page."""
        try:
            expect(self.page.locator("body")).to_contain_text(words, timeout=5000)
        except AssertionError:
            return False
        return True

    def sign_in(self, user: User, *, code: bool = False) -> None:
        self.open("/accounts/login/")
        self.type_password(user)
        if code:
            self.page.get_by_label("code").first.wait_for()  # a code that is read before grows old while the page comes
            self.fill("code", code_now())
            self.press("Sign in")

    def type_password(self, user: User) -> None:
        self.fill("Email", user.email)
        self.fill("Password", PASSWORD)
        self.press("Sign in")


Meet = Callable[..., Somebody]


@pytest.fixture
def meet(chromium: Browser, live_server, transactional_db) -> Iterator[Meet]:
    """Give somebody a browser of their own."""
    people: list[Somebody] = []

    def start(**options: object) -> Somebody:
        context = chromium.new_context(locale="en-GB", timezone_id="Europe/London", **options)
        context.set_default_timeout(8000)
        somebody = Somebody(context, context.new_page(), live_server.url)
        context.on("console", lambda message: _keep(somebody, message))
        context.on("weberror", lambda error: somebody.complaints.append(str(error.error)))
        people.append(somebody)
        return somebody

    yield start
    complaints = [complaint for one in people for complaint in one.complaints]
    for one in people:
        one.context.close()
    assert complaints == []


def _keep(somebody: Somebody, message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"} and not re.search(r"status of (40\d|429)", message.text):
        somebody.complaints.append(message.text)


@pytest.fixture
def _mail_names_the_server(settings, live_server) -> None:
    settings.SITE_URL = live_server.url


def code_now() -> str:
    """What an authenticator app shows for the tests' secret; the next one, where this one is over before it is sent."""
    left = HALF_A_MINUTE - time.time() % HALF_A_MINUTE
    if left < TYPED_IN:
        time.sleep(left)
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def newcomer(name: str, **fields: str) -> User:
    user = User.objects.create_user(fields.pop("email", f"{name.lower().replace(' ', '.')}@people.example"), name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return with_password(user)


def office(name: str, kind: str) -> User:
    user = newcomer(name)
    IqmRoleFactory(user=user, kind=kind)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    return user


def at_school(user: User, school: object, kind: str) -> User:
    SchoolRoleFactory(user=user, school=school, kind=kind)
    return user


def delivered(address: str, words: str = "") -> str:
    """Let the worker deliver; the text of the newest mail to this address that holds the words."""
    delivery.deliver_everything_due(timezone.now)
    return next(one.body for one in reversed(mail.outbox) if one.to == [address] and words in one.subject + one.body)


def link_in(text: str) -> str:
    return re.search(r"http://\S+/(\?\S+)?", text)[0]
