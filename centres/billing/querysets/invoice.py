"""Which lines of which invoices somebody reads, and of which they may have the document (R29, R44)."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Sum

from centres.billing.conditions.charge import line_is_settled, outstanding_of
from centres.billing.querysets.charge import INVOICE, reads_money, schools_whose_money
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns

if TYPE_CHECKING:
    from centres.billing.models.invoice import Invoice, InvoiceLine


class InvoiceLineQuerySet(models.QuerySet["InvoiceLine"]):
    def visible_to(self, user: User) -> Self:
        """Finance and staff all; who speaks or pays for a school the lines of that school."""
        if reads_money(user):
            return self
        return self.filter(charge__membership__school__in=schools_whose_money(user))

    def unsettled(self) -> Self:
        """Something is still to be paid."""
        return self.exclude(line_is_settled("account"))

    def for_list(self) -> Self:
        charge = ("charge__raised_at", "charge__membership__school__name", "charge__year__centre__name")
        return only_columns(self, *charge, "charge__year__number", "invoice__payer_id", *INVOICE).order_by("pk")


def is_unpaid() -> Q:
    """The condition of an invoice: something is still to be paid on a line."""
    return Q(Exists(_lines().unsettled().filter(invoice=OuterRef("pk"))))


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees a line of it."""
        if reads_money(user):
            return self
        return self.filter(Exists(_lines().visible_to(user).filter(invoice=OuterRef("pk"))))

    def whole_for(self, user: User) -> Self:
        """Invoices of which this person sees every line: only they may have the document itself."""
        if reads_money(user):
            return self
        hidden = _lines().exclude(pk__in=_lines().visible_to(user).values("pk"))
        return self.visible_to(user).exclude(Exists(hidden.filter(invoice=OuterRef("pk"))))

    def with_outstanding(self) -> Self:
        """Annotate `outstanding`: what is still to be paid on all its lines."""
        return self.annotate(outstanding=_outstanding(_lines()))

    def unpaid(self) -> Self:
        """Something is still to be paid on a line."""
        return self.filter(is_unpaid())

    def for_list(self) -> Self:
        return self.with_outstanding().order_by("-pk")


def _lines() -> InvoiceLineQuerySet:
    return apps.get_model("billing", "InvoiceLine").objects.all()


def _outstanding(lines: InvoiceLineQuerySet) -> Subquery:
    """The sum that is open on the lines of the invoice in the outer row."""
    open_part = outstanding_of("account")
    by_invoice = lines.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    return Subquery(by_invoice.annotate(rest=Sum(open_part)).values("rest"))
