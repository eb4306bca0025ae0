"""What was found about each school when an application was sent and when it was approved (R10)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.application.enums import EligibilityMoment
from centres.application.models.application import Application
from centres.membership.enums import EligibilityReason, in_words
from iqm_coe.lib.names import in_order
from schools.models.award import Award
from schools.models.school import School


class EligibilityFinding(models.Model):
    """What was found about one school at one moment, kept as the ground of the decision (R10)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="findings")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    moment = models.CharField(max_length=20, choices=EligibilityMoment.choices)
    checked_at = models.DateTimeField()
    is_eligible = models.BooleanField()
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="+")
    reasons = models.JSONField(default=list)

    class Meta:
        verbose_name = _("finding on eligibility")
        ordering = ["-checked_at", in_order("school__name")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "school", "moment", "checked_at"], name="finding_once_a_check"
            ),
            models.CheckConstraint(
                condition=Q(is_eligible=True, award__isnull=False) | Q(is_eligible=False, award=None),
                name="eligible_by_an_award",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.label}"

    @property
    def tone(self) -> str:
        return "good" if self.is_eligible else "waiting"

    @property
    def label(self) -> str:
        """What was found, in words."""
        return in_words(EligibilityReason(reason) for reason in self.reasons)
