"""The accreditation of assessors (R19)."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import both_or_neither
from iqm_coe.lib.ranges import DateRange
from reviews.visits.querysets.assessor import AccreditationQuerySet


class Accreditation(models.Model):
    """A period in which a person may assess, both days included. Periods of one person never overlap."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="accreditations")
    valid_from = models.DateField(_("accredited from"))
    valid_until = models.DateField(_("accredited until"), help_text=_("The last day of the accreditation."))
    training = models.TextField(_("training"), blank=True, help_text=_("Which training, and on which days."))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = AccreditationQuerySet.as_manager()

    class Meta:
        verbose_name = _("accreditation")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__lte=F("valid_until")), name="accreditation_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(person=F("recorded_by")), name="nobody_accredits_themselves"),
            both_or_neither("withdrawn_at", "withdrawn_by", name="accreditation_withdrawn_by_and_at_together"),
            ExclusionConstraint(
                name="accreditations_of_a_person_never_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.valid_from} – {self.valid_until}"

    def holds(self, on: date) -> bool:
        """Whether the day lies in the period and nobody has withdrawn it."""
        return self.withdrawn_at is None and self.valid_from <= on <= self.valid_until
