from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from centres.billing import conf
from centres.billing.conditions import fee
from centres.billing.emails import invoice as emails
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import Invoice, InvoiceLine
from centres.billing.models.payment import Allocation
from centres.billing.querysets.charge import reads_money
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.selectors.event import MOST_TOLD, told
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.permissions import may
from iqm_coe.lib.templatetags.words import long_date, money

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Paid(TypedDict):
    """When the last money for a line came."""

    paid_on: date | None


@dataclass(frozen=True)
class InvoicePage:
    """An invoice as this person may see it: their lines, and the document where they see all of it."""

    invoice: Invoice
    lines: Sequence[InvoiceLine]
    hidden: int
    is_whole: bool
    outstanding: Decimal
    paid_on: date | None  # when the last of it came, where nothing is open
    can_act: bool
    can_write_off: bool
    events: list[dict[str, object]]
    panels: list[Panel]


@kept("number")
def invoice_of(user: User, number: int) -> QuerySet[Invoice]:
    return Invoice.objects.visible_to(user).filter(pk=number)


def _last_money() -> Subquery:
    """The day on which the last money of a line came; what was taken back from it is none of it."""
    used = Allocation.objects.filter(line=OuterRef("pk")).order_by().values("payment")
    stands = used.annotate(sum=Sum("amount")).filter(sum__gt=0).order_by("-payment__received_on")
    return Subquery(stands.values("payment__received_on")[:1])


@kept("invoice")
def _lines(user: User, invoice: int) -> "QuerySet[WithAnnotations[InvoiceLine, Paid]]":
    """Each with the day on which the last of its money came."""
    seen = InvoiceLine.objects.visible_to(user).filter(invoice=invoice)
    rows: QuerySet[WithAnnotations[InvoiceLine, Paid]] = seen.annotate(paid_on=_last_money()).for_list()
    return rows


@kept("school")
def last_money_of(user: User, school: int) -> QuerySet[InvoiceLine, tuple[int, date | None]]:
    """The invoice lines of a school by their charges, each with the day on which the last of its money came."""
    seen = InvoiceLine.objects.visible_to(user).filter(charge__membership__school=school)
    return seen.annotate(paid_on=_last_money()).values_list("charge", "paid_on")


def days_paid(user: User, school: int) -> dict[int, date]:
    """By invoice the day on which the last of a school's money on it came."""
    seen = InvoiceLine.objects.visible_to(user).filter(charge__membership__school=school)
    lines = seen.annotate(paid_on=_last_money()).order_by("pk").values_list("invoice", "paid_on")
    return {invoice: on for invoice, on in lines if on}


def _paid_on(line: "WithAnnotations[InvoiceLine, Paid]") -> date | None:
    return line.paid_on


def invoice_page(invoice: Invoice, user: User, today: date) -> InvoicePage:
    """Lines of schools that the person may not see are neither shown nor summed up."""
    lines = _lines(user, invoice.pk)
    hidden = 0 if reads_money(user) else invoice.lines.count() - len(lines)
    outstanding = sum((line.outstanding for line in lines), Decimal(0))
    return InvoicePage(
        invoice=invoice,
        lines=lines,
        hidden=hidden,
        is_whole=not hidden,
        outstanding=outstanding,
        paid_on=None if outstanding else max(filter(None, map(_paid_on, lines)), default=None),
        can_act=may(user, "billing.do_finance"),
        can_write_off=bool(lines) and may(user, "billing.write_off", lines[0]),
        events=_happened(invoice, lines, user) if not hidden else [],
        panels=panels_for("invoice", user, invoice, today),
    )


def _happened(invoice: Invoice, lines: Sequence[InvoiceLine], user: User) -> list[dict[str, object]]:
    """What has happened to it and to its lines, and the money that came for them, newest first."""
    paid = [
        {
            "at": one.at,
            "what": (_("Paid: %s") if one.amount > 0 else _("Taken back: %s")) % _amount(one),
            "by": one.by.name,
            "why": one.reason if reads_money(user) else "",
        }
        for one in _paid(tuple(line.pk for line in lines))
    ]
    return sorted([*told(invoice, *lines, to=user), *paid], key=itemgetter("at"), reverse=True)


def _amount(used: Allocation) -> str:
    return ", ".join((money(abs(used.amount)), used.line.charge.school.name))


@kept("lines")
def _paid(lines: tuple[int, ...]) -> QuerySet[Allocation]:
    rows = Allocation.objects.filter(line__in=lines).order_by("-pk")
    return only_columns(rows, "by__name", "line__charge__membership__school__name")[:MOST_TOLD]


def issuing(charges: list[Charge], at: datetime) -> dict[str, object]:
    """What a confirm page shows before invoices go out: the sum, the day, and the mail of the first school."""
    today = london_date(at)
    due_on = today + timedelta(days=conf.invoice_days.get())
    net = sum((charge.net or Decimal(0) for charge in charges), Decimal(0))
    mails = [_first_mail(charges[0], today, due_on)] if charges else []
    return {"charges": charges, "due_on": due_on, "net": net, "mails": mails}


def _first_mail(charge: Charge, today: date, due_on: date) -> dict[str, str]:
    """The mail to one school; where no rate of VAT is set yet, its place is shown."""
    try:
        net = charge.net or Decimal(0)
        amount = money(net + fee.vat_of(net, fee.vat_on(today)))
    except Refused:
        amount = _("(the sum)")
    payer = charge.payer.name if charge.payer else charge.school.name
    return emails.issue_preview(charge, payer=payer, amount=amount, due=long_date(due_on))
