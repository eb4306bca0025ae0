"""Invoices and payments in the search from everywhere. A school finds the lines that are its own: an invoice for
several schools is not found by the name of another.
"""

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.billing.models.invoice import Invoice, InvoiceLine
from centres.billing.models.payment import Payment
from centres.billing.querysets.charge import reads_money, schools_whose_money
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.money import in_pounds
from iqm_coe.lib.search import Kind, Line, declare
from iqm_coe.lib.templatetags.words import short_date


def _invoices(user: User) -> QuerySet[Invoice] | None:
    seen = Invoice.objects.visible_to(user).only("number", "payer_name", "gross", "issued_on")
    return seen if reads_money(user) else None


def _invoice(invoice: Invoice, user: User) -> Line:
    told = {"payer": invoice.payer_name, "sum": in_pounds(invoice.gross), "day": short_date(invoice.issued_on)}
    hint = _("%(payer)s, %(sum)s, issued on %(day)s") % told
    return Line(invoice.number, reverse("billing:invoice", args=[invoice.pk]), hint)


def _list_of_invoices(user: User, text: str) -> str:
    return f"{reverse('billing:invoices')}?{urlencode({'payer_name': text})}"


def _own_lines(user: User) -> QuerySet[InvoiceLine] | None:
    if reads_money(user) or not schools_whose_money(user):
        return None
    seen = InvoiceLine.objects.visible_to(user).select_related("invoice", "charge__membership__school")
    return seen.only("gross", "invoice__number", "invoice__issued_on", "charge__membership__school__name")


def _own_line(line: InvoiceLine, user: User) -> Line:
    told = {"school": line.charge.membership.school.name, "sum": in_pounds(line.gross)}
    hint = _("%(school)s, %(sum)s, issued on %(day)s") % {**told, "day": short_date(line.invoice.issued_on)}
    return Line(line.invoice.number, reverse("billing:invoice", args=[line.invoice_id]), hint)


def _payments(user: User) -> QuerySet[Payment] | None:
    seen = Payment.objects.visible_to(user).select_related("payer")
    return seen.only("text", "amount", "received_on", "payer__name") if reads_money(user) else None


def _payment(payment: Payment, user: User) -> Line:
    told = [in_pounds(payment.amount), _("received on %s") % short_date(payment.received_on)]
    told += [payment.payer.name] if payment.payer else []
    return Line(payment.text, reverse("billing:payment", args=[payment.pk]), ", ".join(told))


def _list_of_payments(user: User, text: str) -> str:
    return f"{reverse('billing:payments')}?{urlencode({'text': text})}"


INVOICES = declare(
    40,
    Kind(
        title=gettext_lazy("Invoices"),
        found_by=gettext_lazy("number, payer, school, purchase order or payment reference"),
        rows=_invoices,
        line=_invoice,
        says=("number", "payer_name", "po_number"),
        beside=("lines__charge__membership__school__name",),
        resembles=("payer_name",),
        numbers=("number", "po_number", "lines__charge__reference"),
        whole_list=_list_of_invoices,
    ),
)
OWN_INVOICES = declare(
    41,
    Kind(
        title=gettext_lazy("Invoices of your schools"),
        found_by=gettext_lazy("number, school or payment reference"),
        rows=_own_lines,
        line=_own_line,
        beside=("invoice__number", "charge__membership__school__name"),
        numbers=("invoice__number", "charge__reference"),
        whole_list=lambda user, text: reverse("billing:my_invoices"),
    ),
)
PAYMENTS = declare(
    45,
    Kind(
        title=gettext_lazy("Payments"),
        found_by=gettext_lazy("text of the bank line, payer, invoice or payment reference"),
        rows=_payments,
        line=_payment,
        says=("text",),
        beside=("payer__name",),
        resembles=("text",),
        numbers=("allocations__line__invoice__number", "allocations__line__charge__reference"),
        whole_list=_list_of_payments,
    ),
)
