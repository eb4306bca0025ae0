"""What a year costs: fee bands by number of pupils, and the rate of VAT, each in force from a day (R28)."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from centres.billing.querysets.fee import InForceQuerySet
from iqm_coe.lib.ranges import DateRange, IntRange


def _period() -> tuple[Func, str]:
    return DateRange("valid_from", "valid_until", RangeBoundary(inclusive_upper=True)), RangeOperators.OVERLAPS


class InForce(models.Model):
    """A price that holds from a day, until another one is set."""

    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(null=True, help_text=_("The last day; empty while no later price is set."))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text=_("Empty: came with it.")
    )

    class Meta:
        abstract = True

    def holds(self, on: date) -> bool:
        """Whether it is in force on this day."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


class FeeBand(InForce):
    """The annual fee of a school with so many pupils; without an amount staff price it."""

    pupils_from = models.PositiveIntegerField()
    pupils_to = models.PositiveIntegerField(null=True, help_text=_("Empty: no upper limit."))
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True, help_text=_("Pounds, without VAT."))

    objects = InForceQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee band")
        ordering = ["-valid_from", "pupils_from"]
        constraints = [
            ExclusionConstraint(
                name="fee_bands_never_overlap",
                expressions=[
                    _period(),
                    (
                        IntRange("pupils_from", "pupils_to", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="fee_band_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(pupils_from__gte=1) & (Q(pupils_to=None) | Q(pupils_to__gte=F("pupils_from"))),
                name="fee_band_pupils_in_order",
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="fee_band_costs_something"),
        ]

    def __str__(self) -> str:
        if self.pupils_to is None:
            return _("%d pupils and more") % self.pupils_from
        return _("%(least)d to %(most)d pupils") % {"least": self.pupils_from, "most": self.pupils_to}


class VatRate(InForce):
    """The rate of VAT on the annual fee, in per cent."""

    rate = models.DecimalField(max_digits=5, decimal_places=2)

    objects = InForceQuerySet.as_manager()

    class Meta:
        verbose_name = _("rate of VAT")
        verbose_name_plural = _("rates of VAT")
        ordering = ["-valid_from"]
        constraints = [
            ExclusionConstraint(name="vat_rates_never_overlap", expressions=[_period()]),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="vat_rate_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=100), name="vat_rate_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.rate.normalize():f}%"
