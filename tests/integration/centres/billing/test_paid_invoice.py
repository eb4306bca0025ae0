"""An invoice that is paid says on which day the money came, and no longer how to pay."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from centres.billing.flows import payment as payment_flows
from centres.billing.models.invoice import InvoiceLine
from centres.billing.models.payer import Payer
from centres.billing.selectors.invoice import invoice_of, invoice_page
from centres.membership.selectors.history import history_of
from iqm_coe.accounts.models.user import User
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R30h")]
money = world(Money)


def paid_on(line: InvoiceLine, user: User) -> date | None:
    (invoice,) = invoice_of(user, line.invoice_id)
    return invoice_page(invoice, User.objects.get(pk=user.pk), TODAY).paid_on


def page(client, line: InvoiceLine, user: User) -> str:
    client.force_login(user, backend=BACKEND)
    with time_machine.travel(NOW, tick=False):
        return " ".join(client.get(reverse("billing:invoice", args=[line.invoice_id])).text.split())


def test_open_invoice_says_how_to_pay_and_no_day(client, money) -> None:
    line = money.lines()[0]
    money.pay(line, "700.00")

    shown = page(client, line, money.fay)

    assert "How to pay" in shown
    assert "Sort code" in shown
    assert "The money came on" not in shown
    assert paid_on(line, money.fay) is None


def test_paid_invoice_says_when_the_last_of_it_came_and_not_how_to_pay(client, money) -> None:
    line = money.lines()[0]
    later, sooner = (
        money.receive(amount, text, received_on=TODAY - days(back))
        for amount, text, back in (("700.00", "Later", 2), ("20.00", "Sooner", 9))
    )
    payment_flows.allocate(later, line, 700, by=money.fay, at=NOW)
    payment_flows.allocate(sooner, line, 20, by=money.fay, at=NOW)

    shown = page(client, line, money.fay)

    assert paid_on(line, money.fay) == TODAY - days(2)
    assert "The money came on Saturday 21 November 2026." in shown
    assert line.invoice.number in shown
    for words in ("How to pay", "Sort code", "Account number", "IBAN"):
        assert words not in shown


def test_money_that_was_taken_back_is_not_the_day(money) -> None:
    line = money.lines()[0]
    wrong = money.receive("720.00", "Wrong", received_on=TODAY)
    taken = payment_flows.allocate(wrong, line, 720, by=money.fay, at=NOW)
    payment_flows.take_back(taken, reason="Of another school", by=money.fay, at=NOW)
    right = money.receive("720.00", "Right", received_on=TODAY - days(5))
    payment_flows.allocate(right, line, 720, by=money.fay, at=NOW)

    assert paid_on(line, money.fay) == TODAY - days(5)


def test_school_reads_the_day_of_its_own_line_of_a_shared_invoice(money) -> None:
    money.issue(*money.charges, payer=Payer.objects.create(kind="trust", name="River Trust"))
    own, other = InvoiceLine.objects.order_by("charge_id")
    payer = SchoolRoleFactory(school=own.charge.membership.school, kind="finance").user
    for line, back in ((own, 4), (other, 1)):
        payment = money.receive("720.00", f"BACS {line.pk}", received_on=TODAY - days(back))
        payment_flows.allocate(payment, line, 720, by=money.fay, at=NOW)

    assert paid_on(own, payer) == TODAY - days(4)
    assert paid_on(own, money.fay) == TODAY - days(1)


def test_invoice_tells_of_the_money_that_came_and_was_taken_back(client, money) -> None:
    line = money.lines()[0]
    money.pay(line, "700.00")
    payment_flows.take_back(line.allocations.get(), by=money.fay, at=NOW, reason="Of another school.")

    shown = page(client, line, money.fay)
    to_the_school = page(client, line, money.played.lead.coordinator)

    for told in (shown, to_the_school):
        assert f"Paid: £700.00, {line.charge.school.name}" in told
        assert f"Taken back: £700.00, {line.charge.school.name}" in told
    assert "Of another school." in shown
    assert "Of another school." not in to_the_school


def test_history_names_of_an_invoice_of_two_schools_those_whose_money_somebody_reads(money) -> None:
    payer = Payer.objects.create(kind="trust", name="Trent Trust")
    number = money.issue(*money.charges, payer=payer).number
    own = money.played.lead

    def told(user: User) -> list[str]:
        lines = history_of(money.played.centre, User.objects.get(pk=user.pk), {"chapter": "money"}).lines
        return [line.what for line in lines if line.what.startswith("Invoice issued")]

    assert told(own.coordinator) == [f"Invoice issued: {number}, {own.school.name}, Year 1"]
    (of_both,) = told(money.fay)
    assert set(of_both.removeprefix(f"Invoice issued: {number}, ").removesuffix(", Year 1").split(", ")) == {
        charge.school.name for charge in money.charges
    }
