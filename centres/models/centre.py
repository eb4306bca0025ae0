"""A Centre of Excellence, its years, and who beside its schools may see it."""

from datetime import date, datetime, time
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.enums import CentreAccessKind, CentreState
from centres.querysets import CentreAccessQuerySet, CentreQuerySet, CentreYearQuerySet
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.transitions import Stateful, Transition
from schools.models import School
from schools.models.award import DateRange

FORMING, ACTIVE, CLOSED = CentreState.FORMING, CentreState.ACTIVE, CentreState.CLOSED


class Centre(Stateful):
    """A grouping of schools; one of them leads. It forms, and an approval makes it active (R11)."""

    name = models.CharField(_("name"), max_length=120)
    lead_school = models.ForeignKey(School, models.PROTECT, related_name="led_centres")
    state = models.CharField(max_length=20, choices=CentreState.choices, default=FORMING)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_on = models.DateField(null=True, help_text=_("The day in London on which it became active."))

    objects = CentreQuerySet.as_manager()

    STATES = CentreState
    TRANSITIONS: ClassVar = {
        "activate": Transition((FORMING,), ACTIVE, "centres.decide_centre"),
        "abandon": Transition((FORMING,), CLOSED, "centres.abandon_centre"),
    }

    class Meta:
        verbose_name = _("Centre")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="centre_has_a_name"),
            models.CheckConstraint(condition=Q(state__in=CentreState.values), name="centre_state_known"),
            models.CheckConstraint(
                condition=Q(state="forming", approved_on=None) | ~Q(state="forming"),
                name="centre_forming_is_not_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(approved_on__isnull=False), name="centre_active_since_a_day"
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="centre_by_name")]

    def __str__(self) -> str:
        return self.name


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

    def holds(self, on: date) -> bool:
        """Whether the day lies in this year."""
        return self.opens_on <= on <= self.closes_on


class CentreAccess(models.Model):
    """Who beside the schools may see a Centre, written by the flow that appoints and ended by the one that ends."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="centre_access")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="access")
    kind = models.CharField(max_length=20, choices=CentreAccessKind.choices)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=60, help_text=_("The act that gave it."))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = CentreAccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("access to a Centre")
        verbose_name_plural = _("access to Centres")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "centre", "kind"], condition=Q(until_at=None), name="centre_access_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["centre"], condition=Q(until_at=None, kind="adviser"), name="centre_has_one_adviser"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")), name="centre_access_ends_after_it_began"
            ),
            models.CheckConstraint(condition=Q(kind__in=CentreAccessKind.values), name="centre_access_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind="adviser") | ~Q(user=F("given_by")), name="nobody_appoints_themselves_adviser"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"
