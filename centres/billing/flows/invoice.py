"""From charges to an issued invoice under a number without gaps; a small rest is written off (R29, R30)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from centres.billing import conf, signals
from centres.billing.conditions import fee
from centres.billing.emails import invoice as emails
from centres.billing.enums import ChargeState
from centres.billing.flows import charge as charge_flows
from centres.billing.flows import payer as payer_flows
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import Invoice, InvoiceLine, InvoiceSeries, WriteOff
from centres.billing.models.payer import Payer
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.conf import values_of
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.templatetags.words import money, short_date
from iqm_coe.lib.transitions import Happening, advance_all, record_event, record_events


@dataclass(frozen=True)
class Bill:
    """What one invoice will ask for: charges of one payer, carried over to *invoiced*."""

    payer: Payer
    charges: list[Charge]


@transaction.atomic
def issue(
    charges: Iterable[Charge], *, payer: Payer | None = None, po_number: str = "", by: User, at: datetime
) -> Invoice:
    """One invoice for these charges to one payer, who is theirs unless named here, and then stays theirs (R29).

    Raises WrongState when a charge is invoiced already, Refused when their payers differ, NotPermitted.
    """
    wanted = sorted(charges, key=lambda charge: charge.pk)
    if not wanted:
        raise Refused(_("Choose at least one annual payment."))
    if payer:
        bills = [Bill(payer, advance_all(wanted, "invoice", by=by, at=at, payer=payer))]
    else:
        bills = _by_payer(advance_all(wanted, "invoice", by=by, at=at))
    if len(bills) > 1:
        raise Refused(_("These schools have different payers. Name one payer for all, or issue an invoice for each."))
    return _issued(bills, po_number=po_number, by=by, at=at)[0]


@transaction.atomic
def issue_for_year(year: CentreYear, *, by: User, at: datetime) -> list[Invoice]:
    """Raise the year's invoices in one act: every open charge of the Centre, one invoice a payer; in as many
    statements for five hundred schools as for two.
    """
    charges = list(Charge.objects.filter(year=year, state=ChargeState.OPEN).order_by("pk"))
    if not charges:
        raise Refused(_("There is nothing to invoice for this year."))
    return _issued(_by_payer(advance_all(charges, "invoice", by=by, at=at)), by=by, at=at)


def _by_payer(charges: list[Charge]) -> list[Bill]:
    """One bill a payer; a charge without one is paid by its school."""
    own = payer_flows.payers_of([charge.school for charge in charges if charge.payer is None])
    bills: dict[int, Bill] = {}
    for charge in charges:
        payer = charge.payer or own[charge.school.pk]
        bills.setdefault(payer.pk, Bill(payer, [])).charges.append(charge)
    return list(bills.values())


def _issued(bills: list[Bill], *, po_number: str = "", by: User, at: datetime) -> list[Invoice]:
    """The invoices with everything stamped, their trail and the letters to the schools. The numbers come last of what
    is worked out, so that nobody waits for them longer than it takes to write.
    """
    on = london_date(at)
    rate, stamped = fee.vat_on(on), _stamped(on)
    lines = [[_line(charge, rate) for charge in bill.charges] for bill in bills]
    series, first = _next_numbers(on, len(bills))
    invoices: list[Invoice] = Invoice.objects.bulk_create(
        Invoice(
            number=f"IQM-{series.year}-{sequence:05d}",
            series=series,
            sequence=sequence,
            payer=bill.payer,
            payer_name=bill.payer.name,
            payer_address=bill.payer.address,
            po_number=po_number.strip(),
            **_sums(own),
            **stamped,
            issued_at=at,
            issued_by=by,
        )
        for sequence, (bill, own) in enumerate(zip(bills, lines, strict=True), first)
    )
    _keep_lines(invoices, lines)
    record_events([_said(invoice, bill, by, at) for invoice, bill in zip(invoices, bills, strict=True)])
    emails.issued(InvoiceLine.objects.filter(invoice__in=invoices).for_list(), at=at)
    return invoices


def _stamped(on: date) -> dict[str, object]:
    """What the invoices of one day have in common."""
    return {
        "sender": values_of(conf.SENDER),
        "issued_on": on,
        "due_on": on + timedelta(days=conf.invoice_days.get()),
    }


def _sums(lines: list[InvoiceLine]) -> dict[str, Decimal]:
    return {name: sum((getattr(line, name) for line in lines), Decimal(0)) for name in ("net", "vat", "gross")}


def _keep_lines(invoices: list[Invoice], lines: list[list[InvoiceLine]]) -> None:
    for invoice, own in zip(invoices, lines, strict=True):
        for line in own:
            line.invoice = invoice
    InvoiceLine.objects.bulk_create([line for own in lines for line in own])


def _said(invoice: Invoice, bill: Bill, by: User, at: datetime) -> Happening:
    facts = {"number": invoice.number, "payer": bill.payer.pk, "charges": [charge.pk for charge in bill.charges]}
    return Happening(invoice, "issue", by, at, facts=facts)


def _line(charge: Charge, rate: Decimal) -> InvoiceLine:
    """One school's line; VAT is rounded half up on each line."""
    net = charge.net or Decimal(0)  # never empty once open: the database sees to it
    vat = fee.vat_of(net, rate)
    words = _("%(school)s: annual payment, %(centre)s, %(year)s, %(opens)s to %(closes)s")
    year = charge.year
    days = {"opens": short_date(year.opens_on), "closes": short_date(year.closes_on)}
    named = {"school": charge.school.name, "centre": year.centre.name, "year": str(year)}
    part = _(" (%d of 12 months)") % charge.months if charge.months < charge_flows.MONTHS_OF_A_YEAR else ""
    return InvoiceLine(
        charge=charge,
        description=(words % (named | days) + part)[:300],
        net=net,
        vat_rate=rate,
        vat=vat,
        gross=net + vat,
    )


def _next_numbers(on: date, count: int) -> tuple[InvoiceSeries, int]:
    """So many numbers of the year of this day, and the first of them. Its row stays locked to the end, so a number is
    never lost.
    """
    InvoiceSeries.objects.bulk_create([InvoiceSeries(year=on.year)], ignore_conflicts=True)
    series: InvoiceSeries = InvoiceSeries.objects.select_for_update().get(year=on.year)
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    return series, first


class NotOpen(Refused):
    """Somebody was first: so much is not open on this line, or not left of this payment."""


def locked_year(line: InvoiceLine) -> CentreYear:
    year: CentreYear = CentreYear.objects.select_for_update(of=("self",)).get(charges__line=line)
    return year


@transaction.atomic
def write_off(line: InvoiceLine, *, reason: str, by: User, at: datetime) -> WriteOff:
    """Let a small shortfall go; the line then counts as paid (R30). Raises Refused above the setting's limit."""
    year = locked_year(line)
    require(by, "billing.write_off", line)
    line.account.refresh_from_db()
    limit = Decimal(conf.write_off_limit.get()) / 100
    if not reason.strip():
        raise Refused(_("Write down why the rest is written off."))
    if not line.outstanding:
        raise Refused(_("Nothing is open on this line any more."))
    if line.outstanding > limit:
        words = _("%(rest)s is open; at most %(limit)s can be written off.")
        raise Refused(words % {"rest": money(line.outstanding), "limit": money(limit)})
    made: WriteOff = WriteOff.objects.create(line=line, amount=line.outstanding, reason=reason, at=at, by=by)
    record_event(line, "write_off", by=by, at=at, reason=reason, facts={"amount": str(made.amount)})
    line.account.refresh_from_db()
    signals.payments_changed.send(sender=CentreYear, year=year, by=by, at=at)
    return made
