"""One year of a Centre: twelve months, never overlapping (R13)."""

from datetime import date, datetime, time

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.membership.models.centre import Centre
from centres.year.enums import YearState
from centres.year.querysets.year import CentreYearQuerySet
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.ranges import DateRange


class CentreYear(models.Model):
    """Twelve months of a Centre, both days included; years of one Centre never overlap (R13)."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="years")
    number = models.PositiveSmallIntegerField()
    opens_on = models.DateField()
    closes_on = models.DateField(help_text=_("The last day of the year."))

    objects = CentreYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("Centre year")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "number"], name="centre_year_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="centre_year_counts_from_one"),
            models.CheckConstraint(condition=Q(opens_on__lt=F("closes_on")), name="centre_year_closes_after_it_opens"),
            ExclusionConstraint(
                name="centre_years_never_overlap",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    (
                        DateRange("opens_on", "closes_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return _("Year %d") % self.number

    @property
    def opened_at(self) -> datetime:
        """The first instant of the year, for lists that sort by how long something waits."""
        return datetime.combine(self.opens_on, time.min, tzinfo=LONDON)

    def standing(self, on: date) -> YearState:
        """Whether it has begun and ended on this day."""
        if on < self.opens_on:
            return YearState.AHEAD
        return YearState.RUNNING if self.holds(on) else YearState.OVER

    def holds(self, on: date) -> bool:
        """Whether the day lies in this year."""
        return self.opens_on <= on <= self.closes_on
