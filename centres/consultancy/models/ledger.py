"""What gives minutes, and the account that never goes below zero (R32, R33, R36)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.consultancy.enums import EntryKind, GrantKind
from centres.consultancy.models.call import ConsultancyCall
from centres.consultancy.querysets.ledger import SeenByCentreAndFinance
from centres.year.models.year import CentreYear
from iqm_coe.lib.append_only import AppendOnly, Guarded
from iqm_coe.lib.constraints import known


class ConsultancyGrant(AppendOnly):
    """Minutes given to a Centre for a year. The database refuses a second included grant (R32)."""

    year = models.ForeignKey(CentreYear, models.PROTECT, related_name="grants")
    kind = models.CharField(max_length=20, choices=GrantKind.choices)
    minutes = models.PositiveIntegerField()
    is_early = models.BooleanField(
        default=False, help_text=_("Released by finance before the annual payments were in; the event says why.")
    )
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text=_("Empty: the clock.")
    )

    class Meta:
        verbose_name = _("grant of consultancy")
        verbose_name_plural = _("grants of consultancy")
        constraints = [
            models.UniqueConstraint(fields=["year"], condition=Q(kind="included"), name="hour_included_once_a_year"),
            known(GrantKind, field="kind", name="grant_kind_known"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="grant_of_something"),
            models.CheckConstraint(condition=Q(is_early=False) | Q(given_by__isnull=False), name="grant_early_by_one"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class ConsultancyAccount(Guarded):
    """The minutes left in a year; moved by the trigger of the ledger and by nothing else (R33)."""

    year = models.OneToOneField(CentreYear, models.PROTECT, primary_key=True, related_name="consultancy")
    balance = models.IntegerField()

    class Meta:
        verbose_name = _("account of consultancy")
        verbose_name_plural = _("accounts of consultancy")
        constraints = [models.CheckConstraint(condition=Q(balance__gte=0), name="balance_never_below_zero")]

    def __str__(self) -> str:
        return str(self.balance)


class LedgerEntry(AppendOnly):
    """One movement of minutes: given, spent, or a mistake taken back with a reason. Only ever added to (R36)."""

    year = models.ForeignKey(CentreYear, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=EntryKind.choices)
    minutes = models.IntegerField()
    grant = models.OneToOneField(ConsultancyGrant, models.PROTECT, null=True, related_name="entry")
    call = models.OneToOneField(ConsultancyCall, models.PROTECT, null=True, related_name="entry")
    counters = models.OneToOneField("self", models.PROTECT, null=True, related_name="countered_by")
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SeenByCentreAndFinance.as_manager()

    class Meta:
        verbose_name = _("entry of the ledger")
        verbose_name_plural = _("entries of the ledger")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="grant", minutes__gt=0, grant__isnull=False, call=None, counters=None)
                | Q(kind="spend", minutes__lt=0, grant=None, call__isnull=False, counters=None)
                | (Q(kind="correction", grant=None, call=None, counters__isnull=False) & ~Q(minutes=0) & ~Q(reason="")),
                name="entry_is_what_it_says",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.minutes}"

    @property
    def tone(self) -> str:
        return EntryKind(self.kind).tone

    @property
    def label(self) -> str:
        return str(EntryKind(self.kind).label)

    @property
    def signed(self) -> str:
        """The minutes with their sign, a true minus below zero."""
        return f"{'+' if self.minutes > 0 else '−'}{abs(self.minutes)}"
