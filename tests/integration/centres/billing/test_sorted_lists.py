"""Lists of money are sorted by the query as their rows tell it."""

import pytest
from django.utils.datastructures import MultiValueDict

from centres.billing.enums import ChargeStanding
from centres.billing.flows import charge as charge_flows
from centres.billing.lists import Charges, Invoices, MyInvoices, Payments
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import Invoice, InvoiceLine
from centres.billing.models.payment import Payment
from iqm_coe.lib.lists.table import narrowed_list
from tests.clock import NOW, days
from tests.factories.money import ChargeFactory
from tests.integration.centres.money import Money

pytestmark = pytest.mark.django_db

OF = {Charges: Charge, Invoices: Invoice, MyInvoices: InvoiceLine, Payments: Payment}
PLACES = list(ChargeStanding.values)


def told(table, by: str, on, tell) -> list:
    """What each row says, as the list is sorted upwards; downwards it is the same the other way round."""
    rows = OF[table].objects.for_list()
    up, down = (
        [tell(row) for row in narrowed_list(MultiValueDict({"sort": [sort]}), table, rows, on)[0].data.data]
        for sort in (by, f"-{by}")
    )
    assert [one for one in up if one] == [one for one in down if one][::-1]
    return up


@pytest.fixture(name="money")
def _money() -> Money:
    """Two payments on an invoice each, one of them begun, one to be invoiced, and one that is waived."""
    money = Money()
    begun, _other = money.lines()
    money.pay(begun, "1.00")
    money.receive("99.00")
    ChargeFactory()
    charge_flows.waive(ChargeFactory(), reason="Hardship.", by=money.fay, at=NOW)
    return money


@pytest.mark.parametrize("table", [Charges, Invoices, MyInvoices])
def test_by_how_they_stand_on_the_day(money, table) -> None:
    begun, other = InvoiceLine.objects.order_by("charge_id")
    due, states = begun.invoice.due_on, []
    for act in (lambda: None, lambda: money.pay(begun, "719.00"), lambda: money.pay(other)):
        act()
        for on in (due, due + days(1)):
            places = told(table, "state", on, lambda row, on=on: PLACES.index(row.standing(on)) + 1)
            assert places == sorted(places)
            states.append({PLACES[place - 1] for place in places} - {"open", "waived"})

    assert states == [{"due", "part_paid"}, {"late"}, {"due", "paid"}, {"late", "paid"}, {"paid"}, {"paid"}]


def test_by_what_is_open_and_what_is_left(money) -> None:
    today = NOW.date()

    assert [str(one) for one in told(MyInvoices, "outstanding", today, lambda row: row.outstanding)] == [
        "719.00",
        "720.00",
    ]
    assert [str(one) for one in told(Payments, "rest", today, lambda row: row.unallocated)] == ["0.00", "99.00"]


def test_by_who_pays_as_the_invoice_says_else_as_is_planned(money) -> None:
    payers = told(Charges, "payer", NOW.date(), lambda row: row.told_payer)

    assert payers == ["Lead School", "Second School", "", ""]
