"""The pages of money, minutes and reminders ask the database as often for a hundred rows as for one."""

from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.flows import billing, consultancy, payments
from centres.models import InvoiceLine
from iqm_coe.notifications.flows import reminders
from tests.clock import NOW, TODAY, days
from tests.factories import CentreAccessFactory, ChargeFactory, MembershipFactory, SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.meta.cast import BACKEND

SIZES = (1, 3, 100)
MOST_A_LIST, MOST_A_PAGE = 14, 30

pytestmark = pytest.mark.django_db


@pytest.fixture
def money() -> Money:
    made = Money()
    made.payment = made.receive("99999.00", "A great sum")
    return made


def a_charge(money: Money, number: int) -> None:
    ChargeFactory()
    ChargeFactory(state="to_price", net=None)


def a_line(money: Money, number: int) -> InvoiceLine:
    return billing.issue([ChargeFactory()], by=money.fay, at=NOW).lines.get()


def a_line_of_mine(money: Money, number: int) -> None:
    role = SchoolRoleFactory(user=money.played.lead.coordinator, kind="coordinator")
    place = MembershipFactory(school=role.school, state="live", live_from=TODAY)
    billing.issue([ChargeFactory(membership=place)], by=money.fay, at=NOW)


def a_payment(money: Money, number: int) -> None:
    payment = money.receive("720.00", f"BACS {number}")
    payments.allocate(payment, a_line(money, number), Decimal(700), by=money.fay, at=NOW)


def an_allocation(money: Money, number: int) -> None:
    payments.allocate(money.payment, a_line(money, number), Decimal(1), by=money.fay, at=NOW)


def a_member_who_pays(money: Money, number: int) -> None:
    place = MembershipFactory(centre=money.played.centre, state="live", live_from=TODAY)
    billing.issue([ChargeFactory(membership=place, year=money.year)], by=money.fay, at=NOW)


def a_call(money: Money, number: int) -> None:
    facts = {"kind": "email", "held_on": TODAY, "minutes": 1, "with_whom": "Ms Oak", "about": "Plans.", "note": "N"}
    if number == 0:
        consultancy.release_early(money.year, reason="R", by=money.fay, at=NOW)
    call = consultancy.log_call(money.year, **facts, by=money.adviser, at=NOW)
    if number % 2 == 0:
        consultancy.correct(call.entry, reason="R", by=money.adviser, at=NOW)


def an_advised_centre(money: Money, number: int) -> None:
    charge = ChargeFactory(membership__centre__state="active", membership__centre__approved_on=TODAY)
    SchoolRoleFactory(school=charge.year.centre.lead_school)
    CentreAccessFactory(user=money.adviser, centre=charge.year.centre)


def a_reminder(money: Money, number: int) -> None:
    a_line(money, number)
    reminders.plan(NOW)


Grow = Callable[[Money, int], object]

# Address, its argument, who looks, what grows, and the most it may ask.
PAGES: dict[str, tuple[str, str, str, Grow, int]] = {
    "finance, charges": ("centres:finance", "", "fay", a_charge, MOST_A_PAGE),
    "finance, payments": ("centres:finance", "", "fay", a_payment, MOST_A_PAGE),
    "charges": ("centres:charges", "", "fay", a_charge, MOST_A_LIST),
    "charges, invoiced": ("centres:charges", "", "fay", a_line, MOST_A_LIST),
    "invoices": ("centres:invoices", "", "fay", a_line, MOST_A_LIST),
    "my invoices": ("centres:my_invoices", "", "coordinator", a_line_of_mine, MOST_A_LIST),
    "payments": ("centres:payments", "", "fay", a_payment, MOST_A_LIST),
    "payment": ("centres:payment", "payment", "fay", an_allocation, MOST_A_PAGE),
    "receiving": ("centres:receive_payment", "", "fay", a_line, MOST_A_PAGE),
    "allocating": ("centres:allocate_payment", "payment", "fay", a_line, MOST_A_PAGE),
    "raising the year's invoices": ("centres:issue_year", "year", "fay", a_member_who_pays, MOST_A_PAGE),
    "prices": ("centres:prices", "", "fay", a_charge, MOST_A_LIST),
    "year of a coordinator": ("centres:year", "year", "coordinator", a_member_who_pays, MOST_A_PAGE),
    "ledger of the adviser": ("centres:ledger", "year", "adviser", a_call, MOST_A_PAGE),
    "ledger of a coordinator": ("centres:ledger", "year", "coordinator", a_call, MOST_A_PAGE),
    "my centres": ("centres:my_centres", "", "adviser", an_advised_centre, MOST_A_LIST),
    "work of finance, charges": ("home:index", "", "fay", a_charge, MOST_A_PAGE),
    "work of finance, payments": ("home:index", "", "fay", a_payment, MOST_A_PAGE),
    "work of a coordinator": ("home:index", "", "coordinator", a_line_of_mine, MOST_A_PAGE),
    "what will be sent": ("notifications:will_be_sent", "", "staff", a_reminder, MOST_A_LIST),
}


def counts(money: Money, name: str, argument: str, who: str, grow: Grow) -> dict[int, int]:
    """The number of queries of the page at each size."""
    client, found, rows = Client(), {}, 0
    address = reverse(name, args=[getattr(money, argument).pk] if argument else [])
    people = {"coordinator": money.played.lead.coordinator, "staff": money.played.staff}
    with time_machine.travel(NOW + days(1) / 24, tick=False):
        client.force_login(people.get(who) or getattr(money, who), backend=BACKEND)
        client.get(address)
        for size in SIZES:
            for number in range(rows, size):
                grow(money, number)
            rows = size
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            found[size] = len(asked)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_page_asks_as_often_for_a_hundred_rows(money, page):
    *how, most = PAGES[page]

    found = counts(money, *how)

    assert len(set(found.values())) == 1, found
    assert found[100] <= most
