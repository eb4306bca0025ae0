"""The journey of a Centre from the first click to the letter, by what people see; with and without JavaScript."""

import pytest
from django.core import mail

from centres.application.models.application import Application
from centres.membership.models.centre import Centre
from tests.browser.conftest import at_school, code_now, delivered, newcomer, office
from tests.factories.schools import AwardFactory, SchoolFactory
from tests.whole import in_the_whole

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_mail_names_the_server"),
]

CRITERIA = ("C1", "C2", "C3", "C4", "C5", "C8")


@pytest.fixture
def cast(transactional_db):
    """Two schools with awards, their four people, and the office."""
    lead, second = SchoolFactory(name="Trent School"), SchoolFactory(name="Severn School")
    AwardFactory(school=lead)
    AwardFactory(school=second)
    return {
        "clara": at_school(newcomer("Clara Jensen"), lead, "coordinator"),
        "howard": at_school(newcomer("Howard Bell"), lead, "headteacher"),
        "tom": at_school(newcomer("Tom Achebe"), second, "coordinator"),
        "hilda": at_school(newcomer("Hilda Lind"), second, "headteacher"),
        "sam": office("Sam Porter", "staff"),
        "alan": office("Alan Reid", "adviser"),
    }


def begin_and_invite(clara) -> None:
    clara.click("Trent School")
    clara.click("Begin a Centre")
    clara.fill("Name of the Centre", "Two Rivers")
    clara.press("Begin the Centre")
    assert clara.sees("Two Rivers is begun. Invite the other schools next.")
    clara.click("Invite a school")
    clara.fill("Name, number or postcode of the school", "severn")
    clara.press("Find the school")
    clara.page.get_by_label("Severn School").check()
    clara.press("Send the invitation")
    assert clara.sees("Severn School is invited.")


def accept(tom) -> None:
    tom.click("Answer")
    tom.press("Say yes")
    assert tom.sees("Your school is in.")


def agree(head) -> None:
    head.click("Read and agree")
    for code in ("C6", "C7"):
        head.page.locator(f"#agree-{code}").check()
    head.press("Agree in my name")
    assert head.sees("Agreed in your name today. Thank you.")


def answer_everything(clara) -> None:
    clara.open("/work/")
    clara.click("Open the application")
    clara.click("C1 Sustaining the IQM ethos")
    for code in CRITERIA:
        clara.fill("Your answer", f"What we do for {code}.")
        clara.press("Save and go to the next" if code != "C8" else "Save")
        assert clara.sees(f"{code} is saved.")


def send(clara) -> None:
    clara.click("Send the application")
    clara.press("Send the application")
    assert clara.sees("The application is with IQM now.")


def ask_for_a_change(sam) -> None:
    sam.click("Read and decide")
    sam.click("Request changes")
    sam.fill("What should change in C3, and why", "Please name the smallest school.")
    sam.press("Request the changes")
    assert sam.sees("The schools are asked for the changes.")


def change_and_send_again(clara) -> None:
    clara.open("/work/")
    clara.click("Make the changes")
    clara.click("C3 Good mechanisms")
    assert clara.sees("Please name the smallest school.")
    clara.fill("Your answer", "The smallest school hosts the first meeting.")
    clara.press("Save")
    send(clara)


def approve(sam) -> None:
    sam.open("/work/")
    sam.click("Read and decide")
    sam.click("Approve the Centre")
    sam.page.get_by_label("Adviser").select_option(label="Alan Reid")
    sam.press("Approve the Centre")
    assert sam.sees("Two Rivers is a Centre of Excellence. The letter is on its way.")


def walk(meet, cast, **options) -> None:
    """Everybody in a browser of their own."""
    clara, tom, howard, hilda, sam = (meet(**options) for _person in range(5))
    clara.sign_in(cast["clara"])
    begin_and_invite(clara)
    assert "/centres/invitations/" in delivered("tom.achebe@people.example", "invites Severn School")
    tom.sign_in(cast["tom"])
    accept(tom)
    for somebody, name in ((howard, "howard"), (hilda, "hilda")):
        somebody.sign_in(cast[name])
        agree(somebody)
    answer_everything(clara)
    send(clara)
    sam.sign_in(cast["sam"], code=True)
    ask_for_a_change(sam)
    change_and_send_again(clara)
    approve(sam)


@in_the_whole
def test_journey_from_the_first_click_to_the_letter(meet, cast) -> None:
    walk(meet, cast)
    letter = delivered("howard.bell@people.example", "Two Rivers is a Centre of Excellence")
    assert "Alan Reid" in letter
    assert "alan.reid@people.example" in letter
    told = {one.to[0] for one in mail.outbox if one.subject == "Two Rivers is a Centre of Excellence"}
    assert told == {cast[name].email for name in ("clara", "howard", "tom", "hilda")}
    assert Centre.objects.get().state == "active"


@in_the_whole
def test_journey_without_javascript(meet, cast) -> None:
    walk(meet, cast, java_script_enabled=False)
    assert (Centre.objects.get().state, Application.objects.get().state) == ("active", "approved")


@in_the_whole
def test_code_of_the_second_factor_is_asked_for(meet, cast) -> None:
    sam = meet()
    sam.sign_in(cast["sam"])
    assert sam.sees("Your second step")
    sam.open("/work/")
    assert sam.sees("Your second step")
    sam.fill("code", "000000" if code_now() != "000000" else "111111")
    sam.press("Sign in")
    assert sam.sees("Your second step")
