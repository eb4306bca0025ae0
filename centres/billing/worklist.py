from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urlencode

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Sum, Window
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.billing.conditions.charge import outstanding_of
from centres.billing.emails import invoice as emails
from centres.billing.enums import ChargeState
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import InvoiceLine
from centres.billing.models.payment import Payment
from centres.billing.rules import reads_all_money
from centres.membership.conditions.interest import without_interest_of
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_finance, is_staff
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.lists.table import ROW
from iqm_coe.lib.templatetags.words import money, short_date
from iqm_coe.lib.worklist import Line, awaited, offer
from iqm_coe.notifications.models.outbox import Delivery
from schools.querysets import held_at
from schools.rules import is_of_a_school

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

SHOWN = 5


class Late(TypedDict):
    """Of a late line: how many are late in all, to whom the last mail about it went, and when."""

    of_all: int
    written_to: str | None
    written_at: datetime | None


@kept()
def _to_pay(user: User) -> QuerySet[InvoiceLine]:
    return (
        InvoiceLine.objects.unsettled().filter(held_at("charge__membership__school_id", user, *emails.PAYS)).for_list()
    )


@offer(to=is_of_a_school)
def payments_of_my_school(user: User, on: date) -> Iterator[Line]:
    """For finance contacts and coordinators: what their school has been asked to pay."""
    for line in _to_pay(user):
        facts = {"school": line.charge.school.name, "amount": money(line.outstanding)}
        yield Line(
            reason=_("Pay %(amount)s for %(school)s") % facts,
            url=reverse("billing:invoice", args=[line.invoice_id]),
            action=_("See the invoice"),
            since=line.invoice.issued_at,
            due_on=line.invoice.due_on,
            waiting=_("IQM"),
            context=line.charge.year.centre.name,
        )


@offer(to=is_finance, shared_by=is_finance)
def invoices_to_raise(user: User, on: date) -> Iterator[Line]:
    """For finance: Centre years whose payments are to be priced or invoiced, one line each; what a colleague has to
    handle is left to them (R48). All open charges of a year are invoiced in one act, so one of their own stops that.
    """
    own = Charge.objects.own_of(user)
    waiting = CentreYear.objects.filter(charges__state__in=[ChargeState.TO_PRICE, ChargeState.OPEN])
    counted = waiting.annotate(
        unpriced=Count("charges", filter=Q(charges__state=ChargeState.TO_PRICE) & ~Q(charges__in=own)),
        opened=Count("charges", filter=Q(charges__state=ChargeState.OPEN)),
        since=Min("charges__raised_at"),
        is_stopped=Exists(own.filter(state=ChargeState.OPEN, year=OuterRef("pk"))),
    )
    years = counted.filter(Q(unpriced__gt=0) | Q(opened__gt=0, is_stopped=False))
    for year in years.select_related("centre").order_by("since", "pk"):
        words = _("Price the annual payments of %s") if year.unpriced else _("Raise the invoices of %s")
        yield Line(
            reason=words % year.centre.name,
            url=f"{reverse('billing:charges')}?{urlencode({'centre': year.centre.name, 'state': 'to_price'})}"
            if year.unpriced
            else reverse("billing:issue_year", args=[year.pk]),
            action=_("Set the prices") if year.unpriced else _("Read and issue"),
            since=year.since,
            waiting=year.centre.name,
            context=f"{year.centre.name}, {year}",
            key=f"{'price' if year.unpriced else 'invoice'} {year.pk}",
        )


@offer(to=is_finance, shared_by=is_finance)
def payments_in_arrears(user: User, on: date) -> Iterator[Line]:
    """For finance: what is late, by Centre year, one line each; the reminders go by themselves (R37)."""
    late = InvoiceLine.objects.unsettled().filter(invoice__due_on__lt=on)
    told = late.order_by().values("charge__year", "charge__year__number", "charge__year__centre__name")
    rest = Sum(outstanding_of("account"))
    rows = told.annotate(
        n=Count("pk"),
        rest=rest,
        due_on=Min("invoice__due_on"),
        since=Min("invoice__issued_at"),
        invoices=ArrayAgg("invoice_id", distinct=True),
    )
    for row in rows:
        centre, year = row["charge__year__centre__name"], _("Year %d") % row["charge__year__number"]
        one, many = _("%(centre)s: a school owes %(rest)s"), _("%(centre)s: %(n)d schools owe %(rest)s")
        yield Line(
            reason=(one if row["n"] == 1 else many) % {"centre": centre, "n": row["n"], "rest": money(row["rest"])},
            url=f"{reverse('billing:invoices')}?{urlencode({'standing': 'late', ROW: row['invoices']}, doseq=True)}",
            action=_("See who"),
            since=row["since"],
            due_on=row["due_on"],
            waiting=_("IQM"),
            context=f"{centre}, {year}",
            key=str(row["charge__year"]),
        )


@offer(to=is_finance, shared_by=is_finance)
def money_to_allocate(user: User, on: date) -> Iterator[Line]:
    """For finance: money received that belongs to no line yet."""
    for payment in Payment.objects.with_rest().for_list():
        yield Line(
            reason=_("Allocate %(rest)s: “%(text)s”") % {"rest": money(payment.unallocated), "text": payment.text},
            url=reverse("billing:allocate_payment", args=[payment.pk]),
            action=_("Allocate"),
            since=payment.recorded_at,
            context=_("Received on %s") % short_date(payment.received_on),
        )


@kept("on")
def _longest_late(user: User, on: date) -> "QuerySet[WithAnnotations[InvoiceLine, Late]]":
    """The lines that are late for longest, with how many there are in all, and to whom the last mail about it went."""
    late = InvoiceLine.objects.unsettled().filter(invoice__due_on__lt=on)
    late = late.filter(without_interest_of(user, "charge__membership__centre"))
    about = {"message__about_type": "billing.invoiceline", "message__about_id": OuterRef("pk")}
    mails = Delivery.objects.visible_to(user).filter(**about, let_go_at=None).order_by("-message_id", "pk")
    told = late.annotate(
        of_all=Window(Count("pk")),
        written_to=Subquery(mails.values(name=Coalesce("user__name", "address", output_field=CharField()))[:1]),
        written_at=Subquery(mails.values(went=Coalesce("sent_at", "created_at"))[:1]),
    )
    rows: QuerySet[WithAnnotations[InvoiceLine, Late]] = told.for_list().order_by("invoice__due_on", "pk")[:SHOWN]
    return rows


@awaited(to=reads_all_money)
def late_payments(user: User, on: date) -> Iterator[Line]:
    """What schools have not paid by their day, late for longest first. Staff, who read the mail, are told who was
    written to last; finance reminds.
    """
    rows, may_remind, reads_mail = list(_longest_late(user, on)), is_finance(user, None), is_staff(user, None)
    for line in rows:
        facts = {"school": line.charge.school.name, "amount": money(line.outstanding)}
        yield Line(
            reason=_("%(school)s pays %(amount)s") % facts,
            url=reverse("billing:invoice", args=[line.invoice_id]),
            action=_("See the invoice"),
            since=line.invoice.issued_at,
            due_on=line.invoice.due_on,
            context=", ".join(filter(None, (line.charge.year.centre.name, _written_last(line) if reads_mail else ""))),
            nudge=("remind_payments", line.invoice_id) if may_remind else None,
            about=("billing.invoiceline", line.pk),
            key=f"{reverse('billing:invoice', args=[line.invoice_id])}#{line.pk}",
            of=("membership.centre", line.charge.year.centre_id),
        )
    more = _beside(rows[0], len(rows)) if rows else 0
    if more:
        words = ngettext("%(n)d more payment is late", "%(n)d more payments are late", more)
        yield Line(
            reason=words % {"n": more},
            url=f"{reverse('billing:invoices')}?standing=late",
            action=_("See all"),
            since=rows[-1].invoice.issued_at,
            due_on=rows[-1].invoice.due_on,
        )


def _beside(line: "WithAnnotations[InvoiceLine, Late]", shown: int) -> int:
    """How many are late beside those that are shown."""
    return line.of_all - shown


def _written_last(line: "WithAnnotations[InvoiceLine, Late]") -> str:
    if line.written_to is None:
        return _("nobody was written to yet")
    return _("last written to %(name)s on %(day)s") % {"name": line.written_to, "day": short_date(line.written_at)}
