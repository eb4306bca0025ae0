"""From the annual payment to the hour of consultancy, by what finance, a school and an adviser see; no JavaScript."""

import pytest
from django.utils import timezone

from iqm_coe.accounts.models.user import User
from tests import scene
from tests.browser.conftest import delivered, office, with_password

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_mail_names_the_server"),
]


@pytest.fixture
def people(transactional_db) -> dict[str, User]:
    """An active Centre of two schools, its adviser, and finance."""
    there = scene.submitted().approve(timezone.now())
    office("Fay Marsh", "finance")
    cast = {"clara": there.lead.coordinator, "adviser": there.adviser, "fay": User.objects.get(name="Fay Marsh")}
    return {name: with_password(user) for name, user in cast.items()}


def raise_the_invoices(fay) -> None:
    fay.click("Read and issue")
    assert fay.sees("This mail will go")
    fay.press("Issue them all")
    assert fay.sees("2 invoices are issued.")


def receive_the_money(fay) -> None:
    fay.click("Finance")
    fay.click("Record a payment")
    fay.fill("Amount", "1,440.00")
    fay.fill("Text of the bank line", "BACS Lead School and Second School")
    fay.press("Suggest")
    assert fay.page.locator("input.amount").first.input_value() == "720.00"
    fay.press("Record the payment")
    assert fay.sees("The payment is recorded.")
    assert fay.sees("Allocated in full")


def log_a_call(adviser) -> None:
    adviser.click("My Centres")
    assert adviser.sees("1 hour")
    adviser.click("Log a call")
    adviser.fill("Minutes, as long as it really took", "75")
    adviser.fill("With whom", "Ms Oak")
    adviser.fill("About what", "How to begin the research.")
    adviser.fill("Private note", "Ring again in May.")
    adviser.press("Log the call")
    assert adviser.sees("Logged as it was, 1 hour 15 minutes; charged 1 hour. Left for this year: 0 minutes.")
    assert adviser.sees("Ring again in May.")


@pytest.mark.rule("R29b", "R30b", "R32a", "R33a", "R44h")
def test_from_the_annual_payment_to_the_hour(meet, people) -> None:
    fay, clara, adviser = (meet(java_script_enabled=False) for _ in range(3))
    fay.sign_in(people["fay"], code=True)
    raise_the_invoices(fay)
    assert "£720.00 with VAT" in delivered(people["clara"].email, "is invoiced")

    clara.sign_in(people["clara"])
    assert clara.sees("Pay £720.00 for Lead School")
    clara.click("See the invoice")
    assert clara.sees("£720.00 is open")

    receive_the_money(fay)
    assert "1 hour of consultancy" in delivered(people["clara"].email, "unlocked")

    adviser.sign_in(people["adviser"], code=True)
    log_a_call(adviser)

    clara.open("/work/")
    assert not clara.page.get_by_text("Pay £720.00").count()
    clara.click("Trent Valley")
    clara.click("Paid")
    assert clara.sees("0 minutes left to use")
    clara.click("Calls and minutes")
    assert clara.sees("How to begin the research.")
    assert not clara.page.get_by_text("Ring again in May.").count()
