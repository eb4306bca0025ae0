"""The pages of money, minutes and reminders ask the database as often for a hundred rows as for one."""

from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.billing.flows import invoice as invoice_flows
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import InvoiceLine
from centres.consultancy.conditions import ledger
from centres.consultancy.flows import call as call_flows
from centres.consultancy.flows import ledger as ledger_flows
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.transitions import record_event
from iqm_coe.notifications.flows import reminder as reminders
from schools.models.role import SchoolRole
from tests import many, scene
from tests.clock import NOW, TODAY, days
from tests.factories.centres import CentreAccessFactory
from tests.factories.money import many_allocations, many_charges, many_lines, many_payments
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.meta.cast import BACKEND
from tests.whole import in_turns
from tests.worlds import world

SIZES = (1, 3, 100)
MOST_A_LIST, MOST_A_PAGE = 14, 30
MOST_A_HOME = 37  # this year stands on it too: its line, its days, a sentence of each room

pytestmark = pytest.mark.django_db


def _with_a_payment() -> Money:
    made = Money()
    made.payment = made.receive("99999.00", "A great sum")
    return made


money = world(_with_a_payment)


def charges(money: Money, size: int) -> None:
    many_charges(size)
    many_charges(size, state="to_price", net=None)


def lines(money: Money, size: int) -> list[InvoiceLine]:
    return many_lines(many_charges(size), money.fay)


def lines_of_mine(money: Money, size: int) -> None:
    made = many_charges(size)
    mine = {"user": money.played.lead.coordinator, "kind": "coordinator", "granted_at": NOW}
    SchoolRole.objects.bulk_create(SchoolRole(school=charge.school, **mine) for charge in made)
    many_lines(made, money.fay)


def paid_in_part(money: Money, size: int) -> None:
    many_payments(lines(money, size), money.fay)


def allocations(money: Money, size: int) -> None:
    """Each with its event, since the page tells what was done."""
    made = lines(money, size)
    many_allocations(dict.fromkeys(made, money.payment), Decimal(1), money.fay)
    for line in made:
        record_event(money.payment, "allocate", by=money.fay, at=NOW, facts={"line": line.pk})


def members_who_owe(money: Money, size: int) -> list[Charge]:
    return many_charges(size, membership__centre=money.played.centre, year=money.year)


def members_who_pay(money: Money, size: int) -> None:
    many_lines(members_who_owe(money, size), money.fay)


def calls(money: Money, size: int) -> None:
    """By the flow; every second one is taken back."""
    facts = {"kind": "email", "held_on": TODAY, "minutes": 1, "with_whom": "Ms Oak", "about": "Plans.", "note": "N"}
    if not ledger.has_included(money.year):
        ledger_flows.release_early(money.year, reason="R", by=money.fay, at=NOW)
    for number in range(size):
        call = call_flows.log(money.year, **facts, by=money.adviser, at=NOW)
        if number % 2 == 0:
            ledger_flows.correct(call.entry, reason="R", by=money.adviser, at=NOW)


def advised_centres(money: Money, size: int) -> None:
    active = {"membership__centre__state": "active", "membership__centre__approved_on": TODAY}
    for charge in many_charges(size, **active):
        SchoolRoleFactory(school=charge.year.centre.lead_school)
        CentreAccessFactory(user=money.adviser, centre=charge.year.centre, given_by=money.played.staff)


def reminded(money: Money, size: int) -> None:
    lines(money, size)
    reminders.plan(NOW)


Grow = Callable[[Money, int], object]

# Address, its argument, who looks, what grows, and the most it may ask.
PAGES: dict[str, tuple[str, str, str, Grow, int]] = {
    "finance, charges": ("billing:finance", "", "fay", charges, MOST_A_PAGE),
    "finance, payments": ("billing:finance", "", "fay", paid_in_part, MOST_A_PAGE),
    "charges": ("billing:charges", "", "fay", charges, MOST_A_LIST),
    "charges, invoiced": ("billing:charges", "", "fay", lines, MOST_A_LIST),
    "invoices": ("billing:invoices", "", "fay", lines, MOST_A_LIST),
    "my invoices": ("billing:my_invoices", "", "coordinator", lines_of_mine, MOST_A_LIST),
    "payments": ("billing:payments", "", "fay", paid_in_part, MOST_A_LIST),
    "payment": ("billing:payment", "payment", "fay", allocations, MOST_A_PAGE),
    "receiving": ("billing:receive_payment", "", "fay", lines, MOST_A_PAGE),
    "allocating": ("billing:allocate_payment", "payment", "fay", lines, MOST_A_PAGE),
    "raising the year's invoices": ("billing:issue_year", "year", "fay", members_who_owe, MOST_A_PAGE),
    "prices": ("billing:prices", "", "fay", charges, MOST_A_LIST),
    "year of a coordinator": ("year:year", "year", "coordinator", members_who_pay, MOST_A_PAGE),
    "ledger of the adviser": ("consultancy:ledger", "year", "adviser", calls, MOST_A_PAGE),
    "ledger of a coordinator": ("consultancy:ledger", "year", "coordinator", calls, MOST_A_PAGE),
    "my centres": ("consultancy:my_centres", "", "adviser", advised_centres, MOST_A_LIST),
    "work of finance, charges": ("home:index", "", "fay", charges, MOST_A_PAGE),
    "work of finance, payments": ("home:index", "", "fay", paid_in_part, MOST_A_PAGE),
    "work of a coordinator": ("home:index", "", "coordinator", lines_of_mine, MOST_A_HOME),
    "what will be sent": ("notifications:will_be_sent", "", "staff", reminded, MOST_A_LIST),
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
            grow(money, size - rows)
            rows = size
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            found[size] = len(asked)
    return found


@in_turns(4)
@pytest.mark.parametrize("page", PAGES)
def test_page_asks_as_often_for_a_hundred_rows(money, page):
    *how, most = PAGES[page]

    found = counts(money, *how)

    assert len(set(found.values())) == 1, found
    assert found[100] <= most


@pytest.mark.slow
@pytest.mark.rule("R29a")
def test_issuing_for_a_year_asks_as_often_for_forty_schools_as_for_four() -> None:
    fay = scene.iqm_person("Fay", "finance")

    def issue(there: scene.Scene) -> None:
        invoice_flows.issue_for_year(there.year, by=User.objects.get(pk=fay.pk), at=NOW)

    few, more = (many.asked_by(issue, many.active, schools) for schools in (4, 40))
    assert few == more
