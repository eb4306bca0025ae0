"""An award: the day it was given, and the period in which it is current (R1, R2)."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import both_or_neither, known
from iqm_coe.lib.ranges import DateRange
from schools.enums import AwardKind, AwardStanding
from schools.models.school import School
from schools.querysets import AwardQuerySet
from schools.validators import validate_period


class Award(models.Model):
    """One award of one school. Both days of the period belong to it; the database refuses an overlap of a kind."""

    school = models.ForeignKey(School, models.PROTECT, related_name="awards")
    kind = models.CharField(_("kind of award"), max_length=30, choices=AwardKind.choices)
    awarded_on = models.DateField(_("awarded on"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), help_text=_("The last day on which the award is current."))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_from__lte=F("valid_until")), name="award_ends_after_it_starts"),
            known(AwardKind, field="kind", name="award_kind_known"),
            both_or_neither("withdrawn_at", "withdrawn_by", name="award_withdrawn_by_and_at_together"),
            ExclusionConstraint(
                name="award_periods_of_a_kind_never_overlap",
                expressions=[
                    ("school", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def clean(self) -> None:
        if self.valid_from and self.valid_until:
            validate_period(self.valid_from, self.valid_until)

    def is_current(self, on: date) -> bool:
        """Whether the award is current on this day (R1)."""
        return self.standing(on) is AwardStanding.CURRENT

    def standing(self, on: date) -> AwardStanding:
        """How the award stands on this day."""
        if self.withdrawn_at:
            return AwardStanding.WITHDRAWN
        if on < self.valid_from:
            return AwardStanding.NOT_YET
        return AwardStanding.CURRENT if on <= self.valid_until else AwardStanding.ENDED

    def tone(self, on: date) -> str:
        """The tone of the status component on this day."""
        return self.standing(on).tone
