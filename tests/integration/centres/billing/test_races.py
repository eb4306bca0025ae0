"""Money and minutes at the same moment, on real PostgreSQL: nothing is spent, paid, given or numbered twice."""

import os
import uuid
from decimal import Decimal
from functools import partial

import pytest

from centres.billing.flows import invoice
from centres.billing.flows import payment as payment_flows
from centres.billing.models.invoice import Invoice
from centres.billing.models.payment import Allocation, Payment
from centres.consultancy.conditions import ledger
from centres.consultancy.flows import call as call_flows
from centres.consultancy.flows import ledger as ledger_flows
from centres.consultancy.models.call import ConsultancyCall
from centres.consultancy.models.ledger import ConsultancyGrant
from iqm_coe.lib.transitions import WrongState
from iqm_coe.operations import invariants
from tests import scene
from tests.clock import NOW, TODAY
from tests.integration.centres.money import Money
from tests.integration.test_races import one_winner, race

TIMES = range(int(os.environ.get("RACE_RUNS", "1")))
D = Decimal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _everything_holds_afterwards():
    yield
    assert invariants.broken() == []


def log(money: Money, minutes: int, token: uuid.UUID | None = None):
    """A call of so many minutes, to be started later."""
    facts = {"kind": "telephone", "held_on": TODAY, "minutes": minutes, "with_whom": "Ms Oak", "about": "Plans."}
    return partial(call_flows.log, money.year, **facts, token=token, by=money.adviser, at=NOW)


@pytest.mark.rule("R33c")
@pytest.mark.parametrize("_", TIMES)
def test_one_form_sent_by_ten_clicks_at_once_is_one_call(_):
    money, token = Money(), uuid.uuid4()
    money.pay_all()

    won, lost = race(*[log(money, 7, token) for _number in range(10)])

    assert (len({call.pk for call in won}), lost, ConsultancyCall.objects.count()) == (1, [], 1)
    assert ledger.balance(money.year) == 53


@pytest.mark.rule("R30b")
@pytest.mark.parametrize("_", TIMES)
def test_two_payments_of_one_line(_):
    money = Money()
    line, fiona = money.lines()[0], scene.iqm_person("Fiona", "finance")
    first, second = money.receive("720.00", "one"), money.receive("720.00", "two")

    _won, lost = one_winner(
        partial(payment_flows.allocate, first, line, D("720.00"), by=money.fay, at=NOW),
        partial(payment_flows.allocate, second, line, D("720.00"), by=fiona, at=NOW),
    )

    assert type(lost) is invoice.NotOpen
    assert "somebody may have been first" in str(lost)
    assert Allocation.objects.count() == 1


@pytest.mark.rule("R30b")
@pytest.mark.parametrize("_", TIMES)
def test_one_payment_used_for_two_lines(_):
    money = Money()
    one, other = money.lines()
    payment = money.receive("720.00")

    _won, lost = one_winner(
        partial(payment_flows.allocate, payment, one, D("720.00"), by=money.fay, at=NOW),
        partial(payment_flows.allocate, payment, other, D("720.00"), by=money.fay, at=NOW),
    )

    assert "£0.00 is left" in str(lost)


@pytest.mark.rule("R30a")
@pytest.mark.parametrize("_", TIMES)
def test_one_bank_line_recorded_twice(_):
    money = Money()

    won, lost = one_winner(*[partial(money.receive, "720.00", "BACS")] * 2)

    assert type(lost) is payment_flows.AlreadyRecorded
    assert lost.payment == won == Payment.objects.get()


@pytest.mark.rule("R32a")
@pytest.mark.parametrize("_", TIMES)
def test_last_two_payments_give_one_hour(_):
    money = Money()
    one, other = money.lines()
    first, second = money.receive("720.00", "one"), money.receive("720.00", "two")

    won, lost = race(
        partial(payment_flows.allocate, first, one, D("720.00"), by=money.fay, at=NOW),
        partial(payment_flows.allocate, second, other, D("720.00"), by=money.fay, at=NOW),
    )

    assert (len(won), lost) == (2, [])
    assert ConsultancyGrant.objects.get().minutes == ledger.balance(money.year) == 60


@pytest.mark.rule("R32c")
@pytest.mark.parametrize("_", TIMES)
def test_released_early_while_the_last_payment_comes(_):
    money = Money()
    one, other = money.lines()
    money.pay(one)
    last = money.receive("720.00", "last")

    race(
        partial(payment_flows.allocate, last, other, D("720.00"), by=money.fay, at=NOW),
        partial(ledger_flows.release_early, money.year, reason="They always pay.", by=money.fay, at=NOW),
    )

    assert ConsultancyGrant.objects.get().minutes == ledger.balance(money.year) == 60


@pytest.mark.rule("R29a")
@pytest.mark.parametrize("_", TIMES)
def test_one_charge_invoiced_twice(_):
    money = Money()
    charge, fiona = money.charges[0], scene.iqm_person("Fiona", "finance")

    _won, lost = one_winner(
        partial(invoice.issue, [charge], by=money.fay, at=NOW), partial(invoice.issue, [charge], by=fiona, at=NOW)
    )

    assert type(lost) is WrongState
    assert Invoice.objects.get().number == "IQM-2026-00001"


@pytest.mark.rule("R29a")
@pytest.mark.parametrize("_", TIMES)
def test_invoices_issued_at_once_have_numbers_without_gaps(_):
    worlds = [Money() for _number in range(5)]

    won, lost = race(*[partial(invoice.issue_for_year, one.year, by=one.fay, at=NOW) for one in worlds])

    numbers = sorted(Invoice.objects.values_list("number", flat=True))
    assert (len(won), lost) == (5, [])
    assert numbers == [f"IQM-2026-{number:05d}" for number in range(1, 11)]


@pytest.mark.rule("R36a")
@pytest.mark.parametrize("_", TIMES)
def test_one_entry_corrected_twice(_):
    money = Money()
    money.pay_all()
    entry = log(money, 30)().entry

    _won, lost = one_winner(*[partial(ledger_flows.correct, entry, reason="R", by=money.adviser, at=NOW)] * 2)

    assert "already" in str(lost)
    assert ledger.balance(money.year) == 60
