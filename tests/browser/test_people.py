"""Newcomers, interrupted people, and people without a mouse."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from centres.application.flows import application as applying
from centres.membership.flows import invitation
from centres.membership.models.invitation import CentreInvitation
from schools.flows import role
from schools.models.role import SchoolRole
from tests.browser.conftest import PASSWORD, at_school, delivered, link_in, newcomer
from tests.factories.schools import SchoolFactory, SchoolRoleFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_mail_names_the_server"),
]


@pytest.fixture
def clara(transactional_db):
    """The coordinator of a school with a Centre in draft."""
    school = SchoolFactory(name="Trent School")
    user = at_school(newcomer("Clara Jensen"), school, "coordinator")
    user.centre = applying.start(school, name="Two Rivers", by=user, at=timezone.now())
    return user


def tab_to(page, name: str) -> None:
    """Press Tab until the focus stands on the control of this name, as somebody without a mouse does."""
    for _step in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(e => (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || '').trim())"
            "(document.activeElement)"
        )
        if focused.startswith(name):
            return
    raise AssertionError(f"Tab never came to {name}.")


def test_newcomer_follows_the_invitation_signs_up_and_accepts(meet, clara) -> None:
    role.invite(
        clara.school_roles.get().school, email="nina@people.example", kind="contributor", by=clara, at=timezone.now()
    )
    nina = meet()
    nina.page.goto(link_in(delivered("nina@people.example", "invites you as Contributor")))
    assert nina.sees("Trent School invites you")
    nina.fill("Your name", "Nina Fraser")
    nina.fill("Password", PASSWORD)
    nina.press("Make my account and go on")
    assert nina.sees("Your account is made, and your address is confirmed.")
    assert nina.sees("Trent School invites you")
    nina.press("Accept")
    assert nina.sees("Welcome to Trent School.")
    assert SchoolRole.objects.get(user__email="nina@people.example").kind == "contributor"


def type_while_signed_out(somebody, clara) -> str:
    """Words that the server refuses to take, because nobody is signed in any more; gives the page's address."""
    path = f"/centres/{clara.centre.pk}/application/criteria/C1/"
    somebody.sign_in(clara)
    somebody.open(path)
    Session.objects.all().delete()
    somebody.page.get_by_label("Your answer").press_sequentially("Words that took an hour.")
    somebody.press("Save")
    assert somebody.sees("You are signed out")
    assert clara.centre.application.answers.get(criterion="C1").text == ""
    return path


def sign_in_again(somebody, clara) -> None:
    """In a second tab, as the link beside the text leads to."""
    writing, somebody.page = somebody.page, somebody.context.new_page()
    somebody.sign_in(clara)
    somebody.page.wait_for_url("**/work/")
    somebody.page.close()
    somebody.page = writing


@pytest.mark.rule("R9i")
def test_text_typed_while_the_session_ended_is_saved_after_signing_in_again(meet, clara) -> None:
    somebody = meet()
    type_while_signed_out(somebody, clara)
    sign_in_again(somebody, clara)
    somebody.page.evaluate("window.dispatchEvent(new Event('focus'))")
    assert somebody.sees("Saved at")
    assert clara.centre.application.answers.get(criterion="C1").text == "Words that took an hour."


@pytest.mark.rule("R9i")
def test_text_of_a_killed_tab_is_saved_when_its_form_is_opened_again(meet, clara) -> None:
    somebody = meet()
    path = type_while_signed_out(somebody, clara)
    somebody.page.close()
    somebody.page = somebody.context.new_page()
    somebody.sign_in(clara)
    somebody.page.wait_for_url("**/work/")
    somebody.open(path)
    assert somebody.sees("was not sent then. It is saved now.")
    assert somebody.page.get_by_label("Your answer").input_value() == "Words that took an hour."
    assert clara.centre.application.answers.get(criterion="C1").text == "Words that took an hour."


@pytest.mark.rule("R9i")
def test_text_of_a_person_is_nothing_to_the_next_one_at_this_computer(meet, clara) -> None:
    somebody, tom = meet(), newcomer("Tom Achebe")
    SchoolRoleFactory(user=tom, school=clara.school_roles.get().school, kind="coordinator")
    path = type_while_signed_out(somebody, clara)
    sign_in_again(somebody, tom)
    somebody.page.evaluate("window.dispatchEvent(new Event('focus'))")
    assert somebody.sees("omebody else is signed in")
    somebody.page.close()
    somebody.page = somebody.context.new_page()
    somebody.open(path)
    assert somebody.page.get_by_label("Your answer").input_value() == ""
    assert clara.centre.application.answers.get(criterion="C1").text == ""


def test_text_kept_is_gone_after_signing_out(meet, clara) -> None:
    somebody = meet()
    somebody.sign_in(clara)
    somebody.open(f"/centres/{clara.centre.pk}/application/criteria/C1/")
    somebody.page.get_by_label("Your answer").press_sequentially("Private words.")
    kept = "Object.keys(localStorage).filter(name => name.startsWith('kept')).length"
    assert somebody.page.evaluate(kept) == 1
    somebody.page.locator(".person-menu summary").click()
    somebody.press("Sign out")
    somebody.page.wait_for_url("**/accounts/login/**")
    assert somebody.page.evaluate(kept) == 0


def test_invitation_is_answered_with_the_keyboard_alone(meet, clara) -> None:
    second = SchoolFactory(name="Severn School")
    tom = at_school(newcomer("Tom Achebe"), second, "headteacher")
    invitation.invite(clara.centre, second, by=clara, at=timezone.now())
    somebody = meet()
    page = somebody.open("/accounts/login/")
    tab_to(page, "Email")
    page.keyboard.type(tom.email)
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/")
    tab_to(page, "Answer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/centres/invitations/**")
    tab_to(page, "Say yes")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/centres/{clara.centre.pk}/")
    assert CentreInvitation.objects.get().state == "accepted"


def test_skip_link_is_the_first_stop_and_leads_to_the_content(meet, clara) -> None:
    somebody = meet()
    somebody.sign_in(clara)
    page = somebody.open("/work/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText.trim()") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_refused_form_moves_the_focus_to_what_is_wrong(meet, clara) -> None:
    somebody = meet()
    somebody.sign_in(clara)
    somebody.open(f"/schools/{clara.school_roles.get().school_id}/people/invite/")
    somebody.fill("Email address", clara.email)
    somebody.press("Send the invitation")
    somebody.page.wait_for_selector(".error-summary")
    assert somebody.page.evaluate("document.activeElement.classList.contains('error-summary')")
    assert somebody.page.get_by_label("Email address").first.input_value() == clara.email


MARKS = """wrapper => [...wrapper.querySelectorAll('*')].map(one => [
    one.tagName, one.id, [...one.classList].sort().join(' '), one.getAttribute('aria-invalid'),
    one.getAttribute('aria-describedby'), one.children.length || one.value ? '' : one.textContent.trim().slice(0, 80),
])"""


def test_box_refused_while_it_is_written_is_marked_as_in_a_form_that_comes_back(meet, clara) -> None:
    somebody = meet()
    somebody.sign_in(clara)
    page = somebody.open(f"/centres/{clara.centre.pk}/application/criteria/C1/")
    page.get_by_label("Your answer").fill("x" * 20_001)
    page.wait_for_selector("#id_text_error .field-error")
    marks, title = page.locator("#div_id_text").evaluate(MARKS), page.title()
    somebody.press("Save")
    page.wait_for_selector(".error-summary")
    assert page.locator("#div_id_text").evaluate(MARKS) == marks
    assert page.title() == title
    assert title.startswith("Error: ")


def test_mark_of_a_refused_box_goes_when_it_is_saved(meet, clara) -> None:
    somebody = meet()
    somebody.sign_in(clara)
    page = somebody.open(f"/centres/{clara.centre.pk}/application/criteria/C1/")
    page.get_by_label("Your answer").fill("x" * 20_001)
    page.wait_for_selector("#id_text_error")
    page.get_by_label("Your answer").fill("A short one.")
    assert somebody.sees("Saved at")
    assert page.locator(".field-error, .has-error, .is-invalid, [aria-invalid]").count() == 0
    assert not page.title().startswith("Error")
