"""Ways in and ways out, walked with the keyboard alone: a code, a recovery code, a hand-over, a stop of writing."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from playwright.sync_api import Page

from iqm_coe.accounts.models.user import User
from schools.models.freeze import SchoolFreeze
from schools.models.role import SchoolRole
from tests.browser.conftest import PASSWORD, Meet, at_school, code_now, newcomer, office
from tests.browser.test_people import tab_to
from tests.factories.schools import SchoolFactory
from tests.whole import in_the_whole

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_mail_names_the_server"),
]


@pytest.fixture
def ada(transactional_db) -> User:
    return office("Ada Whitfield", "administrator")


def type_password(page: Page, user: User) -> None:
    tab_to(page, "Email")
    page.keyboard.type(user.email)
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def type_code(page: Page, code: str) -> None:
    page.get_by_role("heading", name="Your second step").wait_for()
    tab_to(page, "Code")
    if page.evaluate("document.activeElement.tagName") == "A":  # what was wrong leads to its field
        page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type(code)
    page.keyboard.press("Enter")


@pytest.mark.rule("R44f")
def test_sign_in_with_a_code_by_keyboard_alone(meet: Meet, ada: User) -> None:
    page = meet().open("/accounts/login/")

    type_password(page, ada)
    type_code(page, code_now())

    page.wait_for_url("**/work/")
    assert page.get_by_text(ada.name).first.is_visible()


@in_the_whole
@pytest.mark.rule("R44f", "R44j")
def test_recovery_code_opens_once_and_by_keyboard_alone(meet: Meet, ada: User) -> None:
    codes = RecoveryCodes.activate(ada).get_unused_codes()
    first, second = meet(), meet()
    type_password(first.open("/accounts/login/"), ada)
    type_code(first.page, codes[0])
    first.page.wait_for_url("**/work/")

    type_password(second.open("/accounts/login/"), ada)
    type_code(second.page, codes[0])

    assert second.sees("the code is wrong or was used")
    assert second.page.url.endswith("/2fa/authenticate/")
    type_code(second.page, codes[1])
    second.page.wait_for_url("**/work/")
    left = Authenticator.objects.get(user=ada, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert left == codes[2:]


@in_the_whole
@pytest.mark.rule("R5u")
def test_everything_at_a_school_is_handed_over_by_keyboard_alone(meet: Meet) -> None:
    school = SchoolFactory(name="Trent School")
    clara = at_school(at_school(newcomer("Clara Jensen"), school, "coordinator"), school, "finance")
    tom = at_school(newcomer("Tom Achebe"), school, "contributor")
    mine = SchoolRole.objects.get(user=clara, kind="coordinator")
    somebody = meet()
    somebody.sign_in(clara)
    somebody.page.wait_for_url("**/work/")
    page = somebody.open(f"/schools/people/{mine.pk}/pass-on/")
    assert somebody.sees("What goes to the successor, and what stays")

    tab_to(page, "Email address of the successor")
    page.keyboard.type(tom.email)
    tab_to(page, "Hand over")
    page.keyboard.press("Enter")

    page.wait_for_url("**/work/")
    assert somebody.sees("Handed over.")
    live = SchoolRole.objects.live().filter(school=school)
    assert set(live.values_list("user", "kind")) == {
        (tom.pk, kind) for kind in ("coordinator", "finance", "contributor")
    }


@in_the_whole
@pytest.mark.rule("R48j")
def test_writing_of_a_school_is_stopped_by_keyboard_alone_and_its_people_are_told(meet: Meet, ada: User) -> None:
    school = SchoolFactory(name="Trent School")
    clara = at_school(newcomer("Clara Jensen"), school, "coordinator")
    theirs, hers = meet(), meet()
    hers.sign_in(clara)
    hers.page.wait_for_url("**/work/")
    theirs.sign_in(ada, code=True)
    theirs.page.wait_for_url("**/work/")
    page = theirs.open(f"/schools/{school.pk}/stop-writing/")

    tab_to(page, "Reason")
    page.keyboard.type("Somebody else writes in the name of the school.")
    tab_to(page, "Stop the writing")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/schools/{school.pk}/")
    assert SchoolFreeze.objects.get(school=school).state == "standing"
    hers.open(f"/schools/{school.pk}/")
    assert hers.sees("stopped")
