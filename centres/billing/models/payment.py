"""Money that came in, and what it was used for (R30)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.billing.models.invoice import InvoiceLine
from centres.billing.models.payer import Payer
from centres.billing.querysets.payment import PaymentQuerySet
from iqm_coe.lib.append_only import AppendOnly, Guarded
from iqm_coe.lib.names import resembles_index, says_index


class Payment(models.Model):
    """One line of the bank statement. `occurrence` tells lines of one day apart that read alike."""

    received_on = models.DateField(_("received on"))
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    account = models.CharField(_("our account"), max_length=40, blank=True)
    text = models.CharField(_("text of the bank line"), max_length=300)
    occurrence = models.PositiveSmallIntegerField(default=1)
    payer = models.ForeignKey(Payer, models.PROTECT, null=True, blank=True, related_name="payments")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "received_on", "amount", "text", "occurrence"], name="payment_once_a_bank_line"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_of_something"),
            models.CheckConstraint(condition=Q(occurrence__gte=1), name="payment_occurrence_counts_from_one"),
        ]
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="payment_by_day"),
            says_index("text", "payment_by_its_text"),
            resembles_index("text", "payment_by_a_text_like_it"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def unallocated(self) -> Decimal:
        """What has not been used for a line yet."""
        return self.balance.unallocated


class PaymentAccount(Guarded):
    """How much of a payment is allocated; moved by the trigger of its allocations and by nothing else."""

    payment = models.OneToOneField(Payment, models.PROTECT, primary_key=True, related_name="balance")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    allocated = models.DecimalField(max_digits=10, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("account of a payment")
        verbose_name_plural = _("accounts of payments")
        constraints = [
            models.CheckConstraint(
                condition=Q(allocated__gte=0, allocated__lte=F("amount")), name="payment_is_used_no_more_than_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.allocated} / {self.amount}"

    @property
    def unallocated(self) -> Decimal:
        return self.amount - self.allocated


class Allocation(AppendOnly):
    """A part of a payment used for a line. A mistake is taken back by the same amount below zero, with a reason."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="allocations")
    line = models.ForeignKey(InvoiceLine, models.PROTECT, related_name="allocations")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    counters = models.OneToOneField("self", models.PROTECT, null=True, related_name="countered_by")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("allocation")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, counters=None) | (Q(amount__lt=0, counters__isnull=False) & ~Q(reason="")),
                name="allocation_gives_or_takes_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment}: {self.amount}"
