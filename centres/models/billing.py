"""What a school owes for a Centre year, who pays it, and the invoice that asks for it (R28, R29)."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.enums import STANDING_TONES, TONES, ChargeStanding, ChargeState, PayerKind
from centres.models.centre import CentreYear
from centres.models.fees import FeeBand
from centres.models.membership import Membership
from centres.querysets import ChargeQuerySet, InvoiceLineQuerySet, InvoiceQuerySet, PayerQuerySet
from iqm_coe.lib.append_only import AppendOnly, Guarded
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.transitions import Stateful, Transition
from schools.models import LocalAuthority, School, Trust

TO_PRICE, OPEN, INVOICED, WAIVED = (
    ChargeState.TO_PRICE,
    ChargeState.OPEN,
    ChargeState.INVOICED,
    ChargeState.WAIVED,
)


def _standing(gross: Decimal, outstanding: Decimal, due_on: date, on: date) -> ChargeStanding:
    """How something with so much still open stands on a day."""
    if not outstanding:
        return ChargeStanding.PAID
    if on > due_on:
        return ChargeStanding.LATE
    return ChargeStanding.PART_PAID if outstanding < gross else ChargeStanding.DUE


class Payer(models.Model):
    """Whoever an invoice is addressed to: a school for itself, or a body that pays for several."""

    kind = models.CharField(_("kind"), max_length=20, choices=PayerKind.choices)
    name = models.CharField(_("name"), max_length=200)
    address = models.TextField(_("address"), max_length=500, blank=True)
    email = models.EmailField(_("email for invoices"), blank=True)
    school = models.OneToOneField(School, models.PROTECT, null=True, blank=True, related_name="payer")
    trust = models.ForeignKey(Trust, models.PROTECT, null=True, blank=True, related_name="+")
    local_authority = models.ForeignKey(LocalAuthority, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PayerQuerySet.as_manager()

    class Meta:
        verbose_name = _("payer")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="payer_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind="school", school__isnull=False, trust=None, local_authority=None)
                | Q(kind="trust", school=None, local_authority=None)
                | Q(kind="local_authority", school=None, trust=None)
                | Q(kind="partnership", school=None, trust=None, local_authority=None),
                name="payer_is_one_body",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Charge(Stateful):
    """The annual payment of one school for one Centre year. Once priced it keeps its price, whatever the bands say."""

    year = models.ForeignKey(CentreYear, models.PROTECT, related_name="charges")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="charges")
    state = models.CharField(max_length=20, choices=ChargeState.choices, default=TO_PRICE)
    net = models.DecimalField(max_digits=9, decimal_places=2, null=True, help_text=_("Empty: to be priced."))
    band = models.ForeignKey(FeeBand, models.PROTECT, null=True, related_name="+")
    pupils = models.PositiveIntegerField(null=True, help_text=_("As known when it was raised."))
    months = models.PositiveSmallIntegerField(default=12, help_text=_("Months of the year that are paid for."))
    payer = models.ForeignKey(
        Payer, models.PROTECT, null=True, related_name="charges", help_text=_("Empty: the school itself.")
    )
    reference = models.CharField(max_length=40, unique=True)
    raised_at = models.DateTimeField()
    waived_at = models.DateTimeField(null=True)

    objects = ChargeQuerySet.as_manager()

    TRANSITIONS: ClassVar = {
        "price": Transition((TO_PRICE, OPEN), OPEN, "centres.price_charge", _("Set the price")),
        "invoice": Transition((OPEN,), INVOICED, "centres.issue_invoice", _("Issue the invoice")),
        "waive": Transition((TO_PRICE, OPEN), WAIVED, "centres.waive_charge", _("Waive")),
    }

    class Meta:
        verbose_name = _("annual payment")
        constraints = [
            models.UniqueConstraint(fields=["year", "membership"], name="charge_once_a_year"),
            models.CheckConstraint(condition=Q(state__in=ChargeState.values), name="charge_state_known"),
            models.CheckConstraint(
                condition=(~Q(state="to_price") | Q(net=None))
                & (~Q(state__in=["open", "invoiced"]) | Q(net__isnull=False)),
                name="charge_priced_when_it_says_so",
            ),
            models.CheckConstraint(condition=Q(net=None) | Q(net__gt=0), name="charge_costs_something"),
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=12), name="charge_months_of_one_year"),
            models.CheckConstraint(
                condition=Q(state="waived", waived_at__isnull=False) | (~Q(state="waived") & Q(waived_at=None)),
                name="charge_waived_at_when_waived",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def school(self) -> School:
        """The school that owes it."""
        found: School = self.membership.school
        return found

    @property
    def tone(self) -> str:
        return TONES[ChargeState(self.state)]

    @property
    def label(self) -> str:
        return str(ChargeState(self.state).label)

    def standing(self, on: date) -> ChargeStanding:
        """How the payment stands on this day; reads line, account and invoice."""
        if self.state != INVOICED:
            return ChargeStanding(self.state)
        return self.line.standing(on)

    @property
    def status(self) -> dict[str, str]:
        """How it stands today, as the status component reads it."""
        return standing_status(self.standing(london_date(timezone.now())))


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

    def __str__(self) -> str:
        return self.number

    @property
    def status(self) -> dict[str, str]:
        """How it stands today; reads `outstanding`, which `with_outstanding` gives."""
        today = london_date(timezone.now())
        return standing_status(_standing(self.gross, self.outstanding, self.due_on, today))


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
        return self.account.outstanding

    def standing(self, on: date) -> ChargeStanding:
        """How the line stands on this day."""
        return _standing(self.account.gross, self.outstanding, self.invoice.due_on, on)

    @property
    def status(self) -> dict[str, str]:
        """How it stands today, as the status component reads it."""
        return standing_status(self.standing(london_date(timezone.now())))


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

    @property
    def outstanding(self) -> Decimal:
        return self.gross - self.paid - self.written_off


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


def standing_status(standing: ChargeStanding) -> dict[str, str]:
    """A standing as the status component reads it."""
    return {"tone": STANDING_TONES[standing], "label": str(standing.label)}
