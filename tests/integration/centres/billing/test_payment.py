"""Money that comes in: recorded once, allocated to lines, taken back with a reason, a small rest written off."""

from datetime import date
from decimal import Decimal

import pytest

from centres.billing import conf
from centres.billing.flows import invoice
from centres.billing.flows import payment as payment_flows
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import InvoiceLine, WriteOff
from centres.billing.models.payer import Payer
from centres.billing.models.payment import Allocation, Payment
from centres.consultancy.models.ledger import ConsultancyGrant
from iqm_coe.accounts.flows import setting
from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.errors import NotPermitted, Refused
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.worlds import world

pytestmark = pytest.mark.django_db

D = Decimal


money = world(Money)


def standings(money: Money, on: date = TODAY) -> list[str]:
    return [str(charge.standing(on)) for charge in Charge.objects.filter(year=money.year).order_by("pk").for_list()]


@pytest.mark.rule("R30a")
def test_same_bank_line_is_one_payment(money):
    first = money.receive("720.00", "BACS Lead School")

    with pytest.raises(payment_flows.AlreadyRecorded) as told:
        money.receive("720.00", "BACS Lead School")

    assert told.value.payment == first
    assert Payment.objects.count() == 1


@pytest.mark.rule("R30a")
@pytest.mark.parametrize(
    "other",
    [
        {"occurrence": 2},
        {"amount": "720.01"},
        {"received_on": TODAY - days(1), "is_another": True},
        {"received_on": TODAY - days(6)},
        {"text": "BACS other"},
        {"account": "Second account", "is_another": True},
    ],
)
def test_bank_line_that_differs_is_another_payment(money, other):
    money.receive("720.00")

    money.receive(**{"amount": "720.00"} | other)

    assert Payment.objects.count() == 2


@pytest.mark.rule("R30f")
@pytest.mark.parametrize(
    "other",
    [
        {"text": "bacs  lead-school"},
        {"text": "BACS LEADSCHOOL", "received_on": TODAY - days(5)},
        {"account": "Second account"},
        {"received_on": TODAY - days(1)},
    ],
)
def test_bank_line_nearly_the_same_is_asked_about(money, other):
    first = money.receive("720.00", "BACS Lead School")

    with pytest.raises(payment_flows.LooksRecorded, match="Nothing is recorded yet") as told:
        money.receive(**{"amount": "720.00", "text": "BACS Lead School"} | other)

    assert told.value.payment == first
    assert Payment.objects.count() == 1
    assert money.receive(**{"amount": "720.00", "text": "BACS Lead School", "is_another": True} | other) != first


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_payment_is_above_zero(money, amount):
    with pytest.raises(Refused, match="above zero"):
        money.receive(amount)


@pytest.mark.parametrize(("on", "is_taken"), [("0001-01-01", False), ("1999-12-31", False), ("2000-01-01", True)])
def test_money_of_a_mistyped_year_is_not_recorded(money, on, is_taken):
    day = date.fromisoformat(on)
    if is_taken:
        assert money.receive("5.00", received_on=day).received_on == day
    else:
        with pytest.raises(Refused, match="too long ago"):
            money.receive("5.00", received_on=day)


def test_money_of_tomorrow_is_not_recorded(money):
    with pytest.raises(Refused, match="still to come"):
        money.receive("1.00", received_on=TODAY + days(1))


@pytest.mark.rule("R30b")
def test_payment_for_several_lines_pays_each_and_shows_the_rest(money):
    first, second = money.lines()
    payment = money.receive("1500.00")

    payment_flows.allocate(payment, first, D("720.00"), by=money.fay, at=NOW)
    payment_flows.allocate(payment, second, D("100.00"), by=money.fay, at=NOW)

    payment = Payment.objects.get()
    assert (payment.balance.allocated, payment.unallocated) == (D("820.00"), D("680.00"))
    assert standings(money) == ["paid", "part_paid"]
    assert list(Payment.objects.with_rest()) == [payment]
    assert Payment.objects.all().unallocated().get() == D("680.00")


@pytest.mark.rule("R30b")
def test_line_is_paid_in_parts_and_never_above_its_sum(money):
    line = money.lines()[0]
    money.pay(line, "700.00")

    with pytest.raises(invoice.NotOpen, match=r"£20\.00"):
        money.pay(line, "20.01", "more")
    money.pay(line, "20.00", "rest")

    assert standings(money)[0] == "paid"
    assert line.allocations.count() == 2


@pytest.mark.rule("R30b")
def test_payment_is_not_used_twice(money):
    first, second = money.lines()
    payment = money.pay(first)

    with pytest.raises(invoice.NotOpen, match=r"£0\.00 is left"):
        payment_flows.allocate(payment, second, D("0.01"), by=money.fay, at=NOW)
    with pytest.raises(Refused, match="above zero"):
        payment_flows.allocate(payment, second, D("0"), by=money.fay, at=NOW)


@pytest.mark.rule("R30b")
def test_late_is_the_day_after_it_was_due(money):
    line = money.lines()[0]
    due_on = date(2026, 12, 23)
    money.pay(line, "1.00")

    assert standings(money, due_on) == ["part_paid", "due"]
    assert standings(money, due_on + days(1)) == ["late", "late"]


@pytest.mark.rule("R30b")
def test_record_and_allocate_is_all_or_nothing(money):
    first, second = money.lines()
    bank = {"received_on": TODAY, "text": "BACS", "by": money.fay, "at": NOW}

    with pytest.raises(invoice.NotOpen):
        payment_flows.receive({first: D("720.00"), second: D("721.00")}, amount=D("2000.00"), **bank)
    assert (Payment.objects.count(), Allocation.objects.count()) == (0, 0)

    made = payment_flows.receive({first: D("720.00"), second: D("720.00")}, amount=D("1440.00"), **bank)
    assert made.allocations.count() == 2
    assert standings(money) == ["paid", "paid"]


@pytest.mark.rule("R30c")
def test_mistake_is_taken_back_once_with_a_reason(money):
    line = money.lines()[0]
    money.pay(line)
    wrong = Allocation.objects.get()

    with pytest.raises(Refused, match="why"):
        payment_flows.take_back(wrong, reason="", by=money.fay, at=NOW)
    back = payment_flows.take_back(wrong, reason="Wrong school.", by=money.fay, at=NOW)
    with pytest.raises(Refused, match="already"):
        payment_flows.take_back(wrong, reason="Again.", by=money.fay, at=NOW)
    with pytest.raises(Refused, match="already"):
        payment_flows.take_back(back, reason="Again.", by=money.fay, at=NOW)

    assert (back.amount, back.counters) == (D("-720.00"), wrong)
    assert standings(money)[0] == "due"
    assert Payment.objects.get().unallocated == D("720.00")


# What is open on a line of 720.00, the limit in pence, whether it may be let go.
RESTS = [("715.00", 500, True), ("714.99", 500, False), ("719.99", 500, True), ("715.00", 499, False)]


@pytest.mark.rule("R30d")
@pytest.mark.parametrize(("paid", "limit", "is_let_go"), RESTS)
def test_small_rest_is_written_off_and_counts_as_paid(money, paid, limit, is_let_go):
    setting.change(conf.write_off_limit, limit, by=scene.iqm_person("Ada", "administrator"), at=NOW)
    line = money.lines()[0]
    money.pay(line, paid)

    if is_let_go:
        invoice.write_off(line, reason="Bank charges.", by=money.fay, at=NOW)
    else:
        with pytest.raises(Refused, match="at most"):
            invoice.write_off(line, reason="Bank charges.", by=money.fay, at=NOW)

    assert standings(money)[0] == ("paid" if is_let_go else "part_paid")
    assert WriteOff.objects.count() == int(is_let_go)


def test_write_off_says_why_and_needs_a_rest(money):
    line = money.lines()[0]
    money.pay(line, "716.00")

    with pytest.raises(Refused, match="why"):
        invoice.write_off(line, reason=" ", by=money.fay, at=NOW)
    invoice.write_off(line, reason="Bank charges.", by=money.fay, at=NOW)
    with pytest.raises(Refused, match="Nothing is open"):
        invoice.write_off(line, reason="Again.", by=money.fay, at=NOW)


@pytest.mark.rule("R48f")
def test_nobody_confirms_a_payment_of_an_invoice_with_their_own_school(money):
    trust = Payer.objects.create(kind="trust", name="River Trust")
    own, other = money.issue(*money.charges, payer=trust).lines.order_by("pk")
    SchoolRoleFactory(user=money.fay, school=own.charge.school, kind="finance")
    fiona = scene.iqm_person("Fiona", "finance")
    payment = money.receive("1440.00", payer=trust)

    for line in (own, other):
        with pytest.raises(NotPermitted):
            payment_flows.allocate(payment, line, D("720.00"), by=money.fay, at=NOW)
    payment_flows.allocate(payment, own, D("720.00"), by=fiona, at=NOW)
    with pytest.raises(NotPermitted):
        payment_flows.take_back(Allocation.objects.get(), reason="Mine.", by=money.fay, at=NOW)
    with pytest.raises(NotPermitted):
        invoice.write_off(other, reason="Mine.", by=money.fay, at=NOW)


@pytest.mark.rule("R48f")
def test_nobody_records_a_payment_of_their_own_school(money):
    line = money.lines()[0]
    SchoolRoleFactory(user=money.fay, school=line.charge.school, kind="contributor")

    with pytest.raises(NotPermitted):
        money.receive("720.00", payer=line.invoice.payer)
    assert Payment.objects.count() == 0


@pytest.mark.parametrize("kind", ["staff", "administrator", "adviser"])
def test_only_finance_records_and_allocates(money, kind):
    line, payment = money.lines()[0], money.receive("720.00")
    other = scene.iqm_person("Other", kind)

    with pytest.raises(NotPermitted):
        money.receive("1.00", by=other)
    with pytest.raises(NotPermitted):
        payment_flows.allocate(payment, line, D("720.00"), by=other, at=NOW)
    assert Allocation.objects.count() == 0


def test_each_step_is_an_event_without_words_about_people(money):
    money.pay(money.lines()[0])

    trail = list(Event.objects.filter(subject_type="billing.payment").order_by("pk").values_list("action", flat=True))
    assert trail == ["record", "allocate"]
    assert InvoiceLine.objects.get(account__paid=D("720.00")).charge.school.name == "Lead School"
    assert ConsultancyGrant.objects.count() == 0
