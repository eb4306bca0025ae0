"""Finance's own pages: where the money stands, an invoice, a payment, and the Centres whose hour waits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from centres import conf, emails
from centres.enums import ChargeState
from centres.flows import fees
from centres.models import (
    Allocation,
    CentreYear,
    Charge,
    FeeBand,
    Invoice,
    InvoiceLine,
    Payment,
    VatRate,
)
from iqm_coe.accounts.models import User
from iqm_coe.accounts.selectors.event import told
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.permissions import may
from iqm_coe.lib.rows import with_only
from iqm_coe.lib.templatetags.words import long_date, money

SHOWN, LAST_SHOWN = 8, 5
LINES_SHOWN = 40


@dataclass(frozen=True)
class Dashboard:
    """Where the money stands today, and what finance does next."""

    today: date
    tiles: list[dict[str, Any]]
    ages: list[dict[str, Any]]
    to_invoice: list[CentreYear]
    to_price: list[Charge]
    payments: list[Payment]
    panels: list[Panel]
    can_act: bool


def finance_page(user: User, at: datetime) -> Dashboard:
    """Counted now; nothing here is stored. The same number of queries whatever there is."""
    today = london_date(at)
    ages = _ages(today)
    return Dashboard(
        today=today,
        tiles=_tiles(sum(age["value"] for age in ages)),
        ages=ages,
        to_invoice=_to_invoice(),
        to_price=_to_price(),
        payments=list(Payment.objects.for_list()[:LAST_SHOWN]),
        panels=panels_for("finance", user, None, today),
        can_act=may(user, "centres.do_finance"),
    )


def _tiles(unpaid: Decimal) -> list[dict[str, Any]]:
    states = {row["state"]: row for row in Charge.objects.values("state").annotate(n=Count("pk"), net=Sum("net"))}
    charges, invoices = reverse("centres:charges"), reverse("centres:invoices")
    nothing: dict[str, Any] = {}
    to_price, to_invoice = states.get(ChargeState.TO_PRICE, nothing), states.get(ChargeState.OPEN, nothing)
    net = _("%s without VAT") % money(to_invoice.get("net") or 0)
    return [
        {"label": _("To be priced"), "value": to_price.get("n", 0), "url": f"{charges}?state=to_price"},
        {"label": _("To be invoiced"), "value": to_invoice.get("n", 0), "url": f"{charges}?state=open", "hint": net},
        {"label": _("Invoiced, not paid"), "value": money(unpaid), "url": f"{invoices}?standing=unpaid"},
        {
            "label": _("Received, not allocated"),
            "value": money(Payment.objects.all().unallocated()),
            "url": f"{reverse('centres:payments')}?rest=yes",
        },
    ]


def _ages(today: date) -> list[dict[str, Any]]:
    """What is unpaid by how late it is, in one query."""
    edges = [today - timedelta(days=days) for days in (0, 30, 60)]
    spans = [
        (_("Not due yet"), Q(invoice__due_on__gte=edges[0])),
        (_("1 to 30 days late"), Q(invoice__due_on__lt=edges[0], invoice__due_on__gte=edges[1])),
        (_("31 to 60 days late"), Q(invoice__due_on__lt=edges[1], invoice__due_on__gte=edges[2])),
        (_("More than 60 days late"), Q(invoice__due_on__lt=edges[2])),
    ]
    rest = F("account__gross") - F("account__paid") - F("account__written_off")
    sums = {f"sum_{n}": Sum(rest, filter=span) for n, (_label, span) in enumerate(spans)}
    counts = {f"lines_{n}": Count("pk", filter=span) for n, (_label, span) in enumerate(spans)}
    found = InvoiceLine.objects.unsettled().aggregate(**sums, **counts)
    return [
        {"label": label, "value": found[f"sum_{n}"] or Decimal(0), "count": found[f"lines_{n}"], "is_late": n > 0}
        for n, (label, _span) in enumerate(spans)
    ]


def _to_price() -> list[Charge]:
    """The first charges that wait for a price: of schools whose number of pupils is unknown or above the bands."""
    rows = Charge.objects.filter(state=ChargeState.TO_PRICE)
    shown = with_only(rows, "membership__school__name", "year__number", "year__centre__name")
    return list(shown.order_by("year__centre__name", "year_id", "membership__school__name", "pk")[:SHOWN])


def _to_invoice() -> list[CentreYear]:
    """Centre years with charges that wait for an invoice; `waiting` and `net` say how many and how much."""
    opened = Q(charges__state=ChargeState.OPEN)
    years = CentreYear.objects.filter(opened).annotate(waiting=Count("charges"), net=Sum("charges__net"))
    return list(years.select_related("centre").order_by("opens_on", "pk")[:SHOWN])


@dataclass(frozen=True)
class InvoicePage:
    """An invoice as this person may see it: their lines, and the document where they see all of it."""

    invoice: Invoice
    lines: list[InvoiceLine]
    hidden: int
    is_whole: bool
    outstanding: Decimal
    can_act: bool
    events: list[dict[str, Any]]


def invoice_page(invoice: Invoice, user: User) -> InvoicePage:
    """Lines of schools that the person may not see are neither shown nor summed up."""
    lines = list(InvoiceLine.objects.visible_to(user).filter(invoice=invoice).for_list())
    hidden = invoice.lines.count() - len(lines)
    return InvoicePage(
        invoice=invoice,
        lines=lines,
        hidden=hidden,
        is_whole=not hidden,
        outstanding=sum((line.outstanding for line in lines), Decimal(0)),
        can_act=may(user, "centres.do_finance"),
        events=told(invoice, to=user) if not hidden else [],
    )


def issuing(charges: list[Charge], at: datetime) -> dict[str, Any]:
    """What a confirm page shows before invoices go out: the sum, the day, and the mail of the first school."""
    today = london_date(at)
    due_on = today + timedelta(days=conf.invoice_days.get())
    net = sum((one.net or Decimal(0) for one in charges), Decimal(0))
    mails = [_first_mail(charges[0], today, due_on)] if charges else []
    return {"charges": charges, "due_on": due_on, "net": net, "mails": mails}


def _first_mail(charge: Charge, today: date, due_on: date) -> dict[str, str]:
    """The mail to one school; where no rate of VAT is set yet, its place is shown."""
    try:
        net = charge.net or Decimal(0)
        amount = money(net + fees.vat_of(net, fees.vat_on(today)))
    except Refused:
        amount = _("(the sum)")
    payer = charge.payer.name if charge.payer else charge.school.name
    return emails.issue_preview(charge, payer=payer, amount=amount, due=long_date(due_on))


@dataclass(frozen=True)
class PaymentPage:
    """A payment with what it was used for."""

    payment: Payment
    allocations: list[Allocation]
    can_act: bool
    events: list[dict[str, Any]]


def payment_page(payment: Payment, user: User) -> PaymentPage:
    """Every allocation, also those taken back."""
    rows = payment.allocations.select_related("line__invoice", "line__charge__membership__school", "countered_by", "by")
    return PaymentPage(
        payment=payment,
        allocations=list(rows),
        can_act=may(user, "centres.do_finance"),
        events=told(payment, to=user),
    )


def open_lines(words: str = "", payer: int | None = None) -> list[InvoiceLine]:
    """Lines with something to pay, the one due first on top; narrowed by number, school or payer."""
    lines = InvoiceLine.objects.unsettled().for_list().order_by("invoice__due_on", "pk")
    if payer:
        lines = lines.filter(invoice__payer=payer)
    if words:
        school = Q(charge__membership__school__name__icontains=words)
        lines = lines.filter(Q(invoice__number__icontains=words) | Q(invoice__payer_name__icontains=words) | school)
    return list(lines[:LINES_SHOWN])


def price_list() -> dict[str, Any]:
    """Every scale and rate there was, the newest first."""
    return {
        "bands": FeeBand.objects.select_related("set_by").order_by("-valid_from", "pupils_from"),
        "rates": VatRate.objects.select_related("set_by").order_by("-valid_from"),
    }


def scale_on(on: date) -> dict[str, Any]:
    """The scale in force on a day, as the form for a new one begins with it."""
    bands = FeeBand.objects.on(on).order_by("pupils_from")
    filled: dict[str, Any] = {}
    for number, band in enumerate(bands, start=1):
        filled |= {f"pupils_to_{number}": band.pupils_to, f"amount_{number}": band.amount}
    return filled
