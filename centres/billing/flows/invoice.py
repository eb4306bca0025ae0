"""From charges to an issued invoice under a number without gaps; a small rest is written off (R29, R30)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

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
from iqm_coe.lib.transitions import advance, record_event


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
    named: dict[str, Any] = {"payer": payer} if payer else {}
    invoiced = [advance(charge, "invoice", by=by, at=at, **named) for charge in wanted]
    payer = payer or _payer_of_all(invoiced)
    invoice = _written(payer, invoiced, po_number=po_number, by=by, at=at)
    facts = {"number": invoice.number, "payer": payer.pk, "charges": [charge.pk for charge in invoiced]}
    record_event(invoice, "issue", by=by, at=at, facts=facts)
    for line in invoice.lines.for_list():
        emails.issued(line, at=at)
    return invoice


@transaction.atomic
def issue_for_year(year: CentreYear, *, by: User, at: datetime) -> list[Invoice]:
    """Raise the year's invoices in one act: every open charge of the Centre, one invoice a payer."""
    by_payer: dict[tuple[int | None, int | None], list[Charge]] = {}
    for charge in Charge.objects.filter(year=year, state=ChargeState.OPEN).order_by("pk"):
        own = None if charge.payer_id else charge.pk
        by_payer.setdefault((charge.payer_id, own), []).append(charge)
    if not by_payer:
        raise Refused(_("There is nothing to invoice for this year."))
    return [issue(together, by=by, at=at) for together in by_payer.values()]


def _payer_of_all(charges: list[Charge]) -> Payer:
    """The one payer of all these charges; a charge without one is paid by its school."""
    payers = {charge.payer or payer_flows.payer_of(charge.school) for charge in charges}
    if len(payers) > 1:
        raise Refused(_("These schools have different payers. Name one payer for all, or issue an invoice for each."))
    return payers.pop()


def _written(payer: Payer, charges: list[Charge], *, po_number: str, by: User, at: datetime) -> Invoice:
    """The invoice and its lines, with everything stamped."""
    on = london_date(at)
    rate = fee.vat_on(on)
    lines = [_line(charge, rate) for charge in charges]
    series, sequence = _next_number(on)
    invoice: Invoice = Invoice.objects.create(
        number=f"IQM-{series.year}-{sequence:05d}",
        series=series,
        sequence=sequence,
        payer=payer,
        payer_name=payer.name,
        payer_address=payer.address,
        po_number=po_number.strip(),
        sender=values_of(conf.SENDER),
        net=sum((line.net for line in lines), Decimal(0)),
        vat=sum((line.vat for line in lines), Decimal(0)),
        gross=sum((line.gross for line in lines), Decimal(0)),
        issued_on=on,
        due_on=on + timedelta(days=conf.invoice_days.get()),
        issued_at=at,
        issued_by=by,
    )
    for line in lines:
        line.invoice = invoice
        line.save()
    return invoice


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


def _next_number(on: date) -> tuple[InvoiceSeries, int]:
    """The next number of the year of this day. Its row stays locked to the end, so a number is never lost."""
    InvoiceSeries.objects.bulk_create([InvoiceSeries(year=on.year)], ignore_conflicts=True)
    series: InvoiceSeries = InvoiceSeries.objects.select_for_update().get(year=on.year)
    series.last += 1
    series.save(update_fields=["last"])
    return series, series.last


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
