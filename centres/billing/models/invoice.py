"""The invoice that asks for money, and what has been paid on each of its lines (R29, R30)."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.billing.conditions.charge import outstanding
from centres.billing.enums import ChargeStanding
from centres.billing.models.charge import Charge
from centres.billing.models.payer import Payer
from centres.billing.querysets.invoice import InvoiceLineQuerySet, InvoiceQuerySet
from iqm_coe.lib.append_only import AppendOnly, Guarded
from iqm_coe.lib.names import resembles_index, says_index


class InvoiceSeries(models.Model):
    """The last number given in a year. Locked by whoever issues, so that numbers have no gaps (R29)."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("series of invoice numbers")
        verbose_name_plural = _("series of invoice numbers")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Invoice(AppendOnly):
    """Asks one payer for money. Payer, sender and sums are stamped: what was issued never changes (R29)."""

    outstanding: Decimal  # annotated by `with_outstanding`

    number = models.CharField(max_length=20, unique=True)
    series = models.ForeignKey(InvoiceSeries, models.PROTECT, related_name="invoices")
    sequence = models.PositiveIntegerField()
    payer = models.ForeignKey(Payer, models.PROTECT, related_name="invoices")
    payer_name = models.CharField(max_length=200)
    payer_address = models.TextField(blank=True)
    po_number = models.CharField(_("purchase order number"), max_length=60, blank=True)
    sender = models.JSONField(help_text=_("Name, address, VAT number and bank account of the sender on that day."))
    net = models.DecimalField(max_digits=10, decimal_places=2)
    vat = models.DecimalField(max_digits=10, decimal_places=2)
    gross = models.DecimalField(max_digits=10, decimal_places=2)
    issued_on = models.DateField()
    due_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        constraints = [
            models.UniqueConstraint(fields=["series", "sequence"], name="invoice_numbered_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="invoice_due_after_it_is_issued"),
            models.CheckConstraint(condition=~Q(payer_name=""), name="invoice_says_who_pays"),
            models.CheckConstraint(
                condition=Q(gross=F("net") + F("vat"), net__gt=0, vat__gte=0), name="invoice_adds_up"
            ),
        ]
        indexes = [
            says_index("number", "invoice_by_its_number"),
            says_index("payer_name", "invoice_by_who_pays"),
            says_index("po_number", "invoice_by_purchase_order"),
            resembles_index("payer_name", "invoice_by_a_payer_like_it"),
        ]

    def __str__(self) -> str:
        return self.number

    def standing(self, on: date) -> ChargeStanding:
        """How it stands on this day; reads `outstanding`, which `with_outstanding` gives."""
        return ChargeStanding.of(self.gross, self.outstanding, self.due_on, on)


class InvoiceLine(AppendOnly):
    """One school's charge on an invoice; what is paid is paid on a line, so one knows which school is paid (R30)."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    charge = models.OneToOneField(Charge, models.PROTECT, related_name="line")
    description = models.CharField(max_length=300)
    net = models.DecimalField(max_digits=9, decimal_places=2)
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2)
    vat = models.DecimalField(max_digits=9, decimal_places=2)
    gross = models.DecimalField(max_digits=9, decimal_places=2)

    objects = InvoiceLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of an invoice")
        verbose_name_plural = _("lines of invoices")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gross=F("net") + F("vat"), net__gt=0, vat__gte=0), name="invoice_line_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def outstanding(self) -> Decimal:
        """What is still to be paid on this line."""
        return outstanding(self.account)

    def standing(self, on: date) -> ChargeStanding:
        """How the line stands on this day."""
        return ChargeStanding.of(self.account.gross, self.outstanding, self.invoice.due_on, on)


class LineAccount(Guarded):
    """What has been paid and written off on a line; moved by the trigger of its entries and by nothing else."""

    line = models.OneToOneField(InvoiceLine, models.PROTECT, primary_key=True, related_name="account")
    gross = models.DecimalField(max_digits=9, decimal_places=2)
    paid = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    written_off = models.DecimalField(max_digits=9, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("account of a line")
        verbose_name_plural = _("accounts of lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(paid__gte=0, written_off__gte=0, gross__gte=F("paid") + F("written_off")),
                name="line_is_paid_no_more_than_it_costs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paid} / {self.gross}"


class WriteOff(AppendOnly):
    """A shortfall so small that it counts as paid (R30)."""

    line = models.OneToOneField(InvoiceLine, models.PROTECT, related_name="write_off")
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("amount written off")
        verbose_name_plural = _("amounts written off")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="write_off_of_something"),
            models.CheckConstraint(condition=~Q(reason=""), name="write_off_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.amount}"
