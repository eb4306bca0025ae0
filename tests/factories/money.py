"""Charges, invoices and payments as rows; a few are made by the flows, and here many at once.

The database itself opens their accounts and sees that they add up, whoever writes the rows.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any

import factory
from django.db.models import Model

from centres.billing.models.charge import Charge
from centres.billing.models.invoice import Invoice, InvoiceLine, InvoiceSeries
from centres.billing.models.payer import Payer
from centres.billing.models.payment import Allocation, Payment
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from tests.clock import NOW, TODAY
from tests.factories.centres import CentreFactory, MembershipFactory


class CentreYearFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CentreYear

    centre = factory.SubFactory(CentreFactory)
    number = 1
    opens_on = TODAY
    closes_on = TODAY + timedelta(days=364)


class ChargeFactory(factory.django.DjangoModelFactory):
    """A priced charge of a live member, to be invoiced."""

    class Meta:
        model = Charge

    membership = factory.SubFactory(MembershipFactory, state="live", live_from=TODAY)
    year = factory.SubFactory(CentreYearFactory, centre=factory.SelfAttribute("..membership.centre"))
    state = "open"
    net = Decimal("600.00")
    reference = factory.Sequence(lambda n: f"REF-{n}")
    raised_at = NOW


# What a charge stands on, each after what it stands on itself.
BELOW = (
    "membership.centre.started_by",
    "membership.centre.lead_school",
    "membership.school",
    "membership.centre",
    "membership",
    "year",
)


def many_charges(size: int, **named: Any) -> list[Charge]:
    """So many charges with everything below them, a statement a table."""
    made = ChargeFactory.build_batch(size, **named)
    for path in BELOW:
        _save_new(map(attrgetter(path), made))
    return Charge.objects.bulk_create(made)


def _save_new(rows: Iterable[Model]) -> None:
    new = {id(row): row for row in rows if row.pk is None}
    if new:
        found = list(new.values())
        type(found[0])._default_manager.bulk_create(found)


def many_lines(charges: list[Charge], by: User) -> list[InvoiceLine]:
    """An invoice for each of these charges, to its own school, as `billing.issue` writes it; nobody is told."""
    series, _is_new = InvoiceSeries.objects.get_or_create(year=TODAY.year)
    Charge.objects.filter(pk__in=[one.pk for one in charges]).update(state="invoiced")
    payers = Payer.objects.bulk_create(Payer(kind="school", school=c.school, name=c.school.name) for c in charges)
    first = Invoice.objects.count() + 1
    sums = {"net": Decimal("600.00"), "vat": Decimal("120.00"), "gross": Decimal("720.00")}
    stamped = sums | {"issued_on": TODAY, "due_on": TODAY + timedelta(days=30), "issued_at": NOW, "issued_by": by}
    invoices = Invoice.objects.bulk_create(
        Invoice(number=f"N-{n}", series=series, sequence=n, payer=p, payer_name=p.name, sender={}, **stamped)
        for n, p in enumerate(payers, start=first)
    )
    lines = [
        InvoiceLine(invoice=invoice, charge=charge, description=charge.school.name, vat_rate=Decimal("20.00"), **sums)
        for invoice, charge in zip(invoices, charges, strict=True)
    ]
    return InvoiceLine.objects.bulk_create(lines)


def many_payments(lines: list[InvoiceLine], by: User) -> None:
    """A payment for each of these lines, of which a part is allocated to it."""
    bank = {"received_on": TODAY, "amount": Decimal("720.00"), "recorded_at": NOW, "recorded_by": by}
    payments = Payment.objects.bulk_create(Payment(text=f"BACS {line.pk}", **bank) for line in lines)
    many_allocations(dict(zip(lines, payments, strict=True)), Decimal("700.00"), by)


def many_allocations(used: dict[InvoiceLine, Payment], amount: Decimal, by: User) -> None:
    """So much of a payment for each line."""
    Allocation.objects.bulk_create(
        Allocation(payment=payment, line=line, amount=amount, at=NOW, by=by) for line, payment in used.items()
    )
