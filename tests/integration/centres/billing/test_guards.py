"""What the database itself refuses about money and minutes, whoever asks and whatever code asks it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from centres.billing.models.charge import Charge
from centres.billing.models.fee import FeeBand, VatRate
from centres.billing.models.invoice import Invoice, InvoiceLine, WriteOff
from centres.billing.models.payer import Payer
from centres.billing.models.payment import Allocation, Payment
from centres.consultancy.conditions import ledger
from centres.consultancy.flows import call as call_flows
from centres.consultancy.models.call import ConsultancyCall
from centres.consultancy.models.ledger import ConsultancyGrant, LedgerEntry
from iqm_coe.lib.append_only import guarded_tables
from tests.clock import NOW, TODAY, days
from tests.factories.centres import MembershipFactory
from tests.integration.centres.money import Money
from tests.worlds import world

pytestmark = pytest.mark.django_db

D = Decimal
DENIED = "permission denied|must be owner"
TOKEN = "0b1f2c3d-0000-4000-8000-000000000001"


class Rows(Money):
    """A paid Centre with one call; and wrong rows, right in every field that is not named."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.other = self.lines()
        self.payment = self.pay(self.line)
        self.pay(self.other)
        self.allocation = Allocation.objects.order_by("pk").first()
        self.grant = ConsultancyGrant.objects.get()
        facts = {"kind": "email", "held_on": TODAY, "minutes": 20, "with_whom": "Ms Oak", "about": "Plans."}
        self.call = call_flows.log(self.year, **facts, by=self.adviser, at=NOW)

    def band(self, **wrong: Any) -> Any:
        right = {"valid_from": date(2019, 1, 1), "valid_until": date(2019, 12, 31), "pupils_from": 1, "pupils_to": 9}
        return FeeBand(**right | wrong)

    def vat(self, **wrong: Any) -> Any:
        return VatRate(**{"valid_from": date(2009, 1, 1), "valid_until": date(2009, 12, 31), "rate": D("15")} | wrong)

    def payer(self, **wrong: Any) -> Any:
        return Payer(**{"kind": "partnership", "name": "Partners"} | wrong)

    def charge(self, **wrong: Any) -> Any:
        place = MembershipFactory(centre=self.played.centre)
        right = {"year": self.year, "membership": place, "reference": f"R{place.pk}", "raised_at": NOW}
        return Charge(**right | wrong)

    def invoice(self, **wrong: Any) -> Any:
        last = Invoice.objects.order_by("-pk").first()
        right = {"number": "X", "series": last.series, "sequence": 99, "payer": last.payer, "payer_name": "P"}
        sums = {"net": D("10.00"), "vat": D("2.00"), "gross": D("12.00"), "sender": {}}
        at = {"issued_on": TODAY, "due_on": TODAY, "issued_at": NOW, "issued_by": self.fay}
        return Invoice(**right | sums | at | wrong)

    def invoice_line(self, **wrong: Any) -> Any:
        charge = self.charge(state="open", net=D("10.00"))
        charge.save()
        right = {"invoice": self.line.invoice, "charge": charge, "description": "D", "vat_rate": D("20.00")}
        return InvoiceLine(**right | {"net": D("10.00"), "vat": D("2.00"), "gross": D("12.00")} | wrong)

    def bank_line(self, **wrong: Any) -> Any:
        right = {"received_on": TODAY, "amount": D("5.00"), "text": "T", "recorded_at": NOW, "recorded_by": self.fay}
        return Payment(**right | wrong)

    def booked(self, **wrong: Any) -> Any:
        right = {"payment": self.payment, "line": self.line, "amount": D("1.00"), "at": NOW, "by": self.fay}
        return Allocation(**right | wrong)

    def written_off(self, **wrong: Any) -> Any:
        return WriteOff(**{"line": self.line, "amount": D("1.00"), "reason": "R", "at": NOW, "by": self.fay} | wrong)

    def given(self, **wrong: Any) -> Any:
        right = {"year": self.year, "kind": "bought", "minutes": 30, "given_at": NOW, "given_by": self.fay}
        return ConsultancyGrant(**right | wrong)

    def held(self, **wrong: Any) -> Any:
        right = {"year": self.year, "kind": "email", "held_on": TODAY, "minutes": 5, "with_whom": "W", "about": "A"}
        return ConsultancyCall(**right | {"logged_at": NOW, "logged_by": self.adviser} | wrong)

    def entry(self, **wrong: Any) -> Any:
        call = self.held()
        call.save()
        return LedgerEntry(**{"year": self.year, "kind": "spend", "minutes": -5, "call": call, "at": NOW} | wrong)


rows = world(Rows)

Make = Callable[[Rows], Any]

# The row that the constraint refuses; before it, rows that are right and stand in its way.
REFUSED_ROWS: dict[str, tuple[Make, ...]] = {
    "fee_bands_never_overlap": (lambda r: r.band(), lambda r: r.band(valid_from=date(2019, 12, 31), pupils_from=9)),
    "fee_band_ends_after_it_begins": (lambda r: r.band(valid_until=date(2018, 1, 1)),),
    "fee_band_pupils_in_order": (lambda r: r.band(pupils_from=0),),
    "fee_band_costs_something": (lambda r: r.band(amount=0),),
    "vat_rates_never_overlap": (lambda r: r.vat(), lambda r: r.vat(valid_from=date(2009, 12, 31))),
    "vat_rate_ends_after_it_begins": (lambda r: r.vat(valid_until=date(2008, 1, 1)),),
    "vat_rate_is_a_percentage": (lambda r: r.vat(rate=D("100.01")),),
    "payer_has_a_name": (lambda r: r.payer(name=""),),
    "payer_is_one_body": (lambda r: r.payer(kind="school"),),
    "charge_once_a_year": (lambda r: r.charge(membership=r.charges[0].membership),),
    "charge_state_known": (lambda r: r.charge(state="lost"),),
    "charge_priced_when_it_says_so": (lambda r: r.charge(state="open"),),
    "charge_costs_something": (lambda r: r.charge(state="open", net=0),),
    "charge_months_of_one_year": (lambda r: r.charge(months=13),),
    "charge_waived_at_when_waived": (lambda r: r.charge(state="waived"),),
    "invoice_numbered_once": (lambda r: r.invoice(sequence=1),),
    "invoice_due_after_it_is_issued": (lambda r: r.invoice(due_on=TODAY - days(1)),),
    "invoice_says_who_pays": (lambda r: r.invoice(payer_name=""),),
    "invoice_adds_up": (lambda r: r.invoice(gross=D("12.01")),),
    "invoice_line_adds_up": (lambda r: r.invoice_line(gross=D("12.01")),),
    "line_is_paid_no_more_than_it_costs": (lambda r: r.booked(payment=r.receive("9.00"), amount=D("0.01")),),
    "write_off_of_something": (lambda r: r.written_off(amount=0),),
    "write_off_says_why": (lambda r: r.written_off(reason=""),),
    "payment_once_a_bank_line": (lambda r: r.bank_line(), lambda r: r.bank_line()),
    "payment_of_something": (lambda r: r.bank_line(amount=0),),
    "payment_occurrence_counts_from_one": (lambda r: r.bank_line(occurrence=0),),
    "payment_is_used_no_more_than_once": (lambda r: r.booked(amount=D("0.01")),),
    "allocation_gives_or_takes_back": (lambda r: r.booked(amount=D("-1.00")),),
    "hour_included_once_a_year": (lambda r: r.given(kind="included"),),
    "grant_kind_known": (lambda r: r.given(kind="present"),),
    "grant_of_something": (lambda r: r.given(minutes=0),),
    "grant_early_by_one": (lambda r: r.given(is_early=True, given_by=None),),
    "call_kind_known": (lambda r: r.held(kind="visit"),),
    "call_lasted_a_while": (lambda r: r.held(minutes=601),),
    "call_with_somebody": (lambda r: r.held(with_whom=""),),
    "balance_never_below_zero": (lambda r: r.entry(minutes=-41),),
    "entry_is_what_it_says": (lambda r: r.entry(minutes=5),),
    "call_logged_once_a_form": (lambda r: r.held(token=TOKEN), lambda r: r.held(token=TOKEN)),
}


@pytest.mark.rule("R28b", "R29a", "R29c", "R30a", "R30b", "R32a", "R33a")
@pytest.mark.parametrize("name", REFUSED_ROWS)
def test_database_refuses(rows, name):
    *before, wrong = REFUSED_ROWS[name]
    for make in before:
        make(rows).save()
    row = wrong(rows)

    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        row.save()


WRONG_CORRECTIONS: dict[str, Make] = {
    "more than was allocated": lambda r: r.booked(amount=D("-720.01"), counters=r.allocation, reason="R"),
    "from another line": lambda r: r.booked(line=r.other, amount=D("-720.00"), counters=r.allocation, reason="R"),
    "more minutes than were entered": lambda r: r.entry(
        kind="correction", call=None, counters=r.call.entry, minutes=21, reason="R"
    ),
}


@pytest.mark.rule("R30c", "R36a")
@pytest.mark.parametrize("name", WRONG_CORRECTIONS)
def test_correction_takes_back_exactly_what_was_written(rows, name):
    row = WRONG_CORRECTIONS[name](rows)

    with pytest.raises(IntegrityError, match="takes back exactly"), transaction.atomic():
        row.save()


@pytest.mark.rule("R29c")
def test_nobody_adds_a_line_to_an_issued_invoice(rows):
    late = rows.invoice_line()

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as at the end of a transaction

    with pytest.raises(IntegrityError, match="add up"), transaction.atomic():
        late.save()


@pytest.fixture
def as_the_application(rows):
    """The role that the web and the workers use."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {settings.DATABASE_APP_ROLE}")
        yield cursor
        cursor.execute("RESET ROLE")


WRITTEN_ONCE = (
    *("billing_allocation", "billing_invoice", "billing_invoiceline", "billing_writeoff"),
    *("consultancy_consultancygrant", "consultancy_ledgerentry"),
)
GUARDED = ("billing_lineaccount", "billing_paymentaccount", "consultancy_consultancyaccount")
AS_THE_APPLICATION = [
    *[f"DELETE FROM {table}" for table in (*WRITTEN_ONCE, *GUARDED)],
    *[f"TRUNCATE {table} CASCADE" for table in (*WRITTEN_ONCE, *GUARDED)],
    "UPDATE billing_invoice SET po_number = 'x'",
    "UPDATE billing_invoiceline SET gross = 1",
    "UPDATE billing_allocation SET amount = 1",
    "UPDATE billing_writeoff SET amount = 1",
    "UPDATE consultancy_consultancygrant SET minutes = 600",
    "UPDATE consultancy_ledgerentry SET minutes = 600",
    "UPDATE consultancy_consultancyaccount SET balance = 600",
    "UPDATE billing_lineaccount SET paid = gross",
    "UPDATE billing_paymentaccount SET allocated = 0",
    "INSERT INTO consultancy_consultancyaccount (year_id, balance) SELECT 0, 600",
    "SELECT 1 FROM consultancy_consultancyaccount FOR UPDATE",
    "ALTER TABLE consultancy_ledgerentry DISABLE TRIGGER ALL",
    "DROP FUNCTION consultancy_book_entry() CASCADE",
    "CREATE OR REPLACE FUNCTION consultancy_book_entry() RETURNS trigger AS 'BEGIN RETURN NULL; END' LANGUAGE plpgsql",
]


@pytest.mark.rule("R29c", "R33a", "R36a")
@pytest.mark.parametrize("statement", AS_THE_APPLICATION)
def test_application_may_not(as_the_application, statement):
    with pytest.raises(ProgrammingError, match=DENIED), transaction.atomic():
        as_the_application.execute(statement)


KEPT = {
    "UPDATE billing_charge SET net = 1 WHERE state = 'invoiced'": "invoiced or waived never changes",
    "UPDATE billing_charge SET payer_id = NULL": "invoiced or waived never changes",
    "UPDATE billing_charge SET state = 'open' WHERE state = 'invoiced'": "invoiced or waived never changes",
    "UPDATE billing_charge SET state = 'waived', waived_at = now()": "invoiced or waived never changes",
    "UPDATE billing_charge SET months = 6 WHERE state = 'invoiced'": "invoiced or waived never changes",
    "DELETE FROM billing_charge": "invoiced or waived never changes",
    "UPDATE billing_payment SET amount = 1": "only who paid is added",
    "UPDATE billing_payment SET received_on = '2020-01-01'": "only who paid is added",
    "UPDATE billing_payment SET text = 'other'": "only who paid is added",
    "UPDATE billing_payment SET account = 'other'": "only who paid is added",
    "DELETE FROM billing_payment": "only who paid is added",
    "UPDATE billing_invoiceseries SET last = 900": "is on an invoice",
    "UPDATE billing_invoiceseries SET last = last - 1": "only go up",
    "UPDATE billing_invoiceseries SET last = last + 2": "is on an invoice",
    "UPDATE billing_invoiceseries SET year = 2030": "only go up",
    "INSERT INTO billing_invoiceseries (year, last) VALUES (2030, 9)": "only go up",
}


@pytest.mark.rule("R29a", "R29c", "R30a")
@pytest.mark.parametrize("statement", KEPT)
def test_application_cannot_rewrite_what_was_invoiced_or_received(as_the_application, statement):
    as_the_application.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match=KEPT[statement]), transaction.atomic():
        as_the_application.execute(statement)


@pytest.mark.rule("R29b")
@pytest.mark.parametrize("change", ["net = 1", "state = 'open', waived_at = NULL", "months = 6"])
def test_waived_payment_stays_waived(rows, change):
    waived = rows.charge(state="waived", waived_at=NOW, net=D("10.00"))
    waived.save()

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE billing_charge SET {change} WHERE id = %s", [waived.pk])


@pytest.mark.rule("R30a")
def test_who_paid_may_become_known_later(as_the_application, rows):
    as_the_application.execute("UPDATE billing_payment SET payer_id = %s", [rows.line.invoice.payer_id])

    assert set(Payment.objects.values_list("payer", flat=True)) == {rows.line.invoice.payer_id}


@pytest.mark.rule("R33a")
@pytest.mark.parametrize("minutes", ["-41", "-60", "-2000000"])
def test_application_cannot_bring_a_balance_below_zero(as_the_application, rows, minutes):
    call = rows.held()
    call.save()

    with pytest.raises(IntegrityError, match="balance_never_below_zero"), transaction.atomic():
        as_the_application.execute(
            "INSERT INTO consultancy_ledgerentry (year_id, kind, minutes, call_id, reason, at) "
            "VALUES (%s, 'spend', %s, %s, '', now())",
            [rows.year.pk, minutes, call.pk],
        )

    assert ledger.balance(rows.year) == 40


@pytest.mark.rule("R33a")
def test_application_moves_an_account_by_an_entry_alone(as_the_application, rows):
    call = rows.held()
    call.save()

    as_the_application.execute(
        "INSERT INTO consultancy_ledgerentry (year_id, kind, minutes, call_id, reason, at) "
        "VALUES (%s, 'spend', -40, %s, '', now())",
        [rows.year.pk, call.pk],
    )

    assert ledger.balance(rows.year) == 0


def test_application_can_do_its_whole_work(as_the_application, rows):
    payment = rows.receive("5.00", "again")

    assert payment.balance.allocated == 0
    own = [table for table in guarded_tables() if not table.startswith("records_")]  # those have tests of their own
    assert own == list(GUARDED)


@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_owner_may_not_rewrite_either(rows, table):
    if table == "billing_writeoff":
        small = rows.charge(state="open", net=D("1.00"))
        small.save()
        rows.written_off(line=rows.issue(small).lines.get()).save()
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
