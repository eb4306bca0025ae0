"""The plan for development that ends a review: its targets are agreed by the school and the assessor (R23)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.membership.models.centre import Centre
from iqm_coe.lib.constraints import known
from iqm_coe.lib.transitions import Stateful, Transition
from reviews.update.models.review import Review
from reviews.visits.enums import DevelopmentState, Side
from reviews.visits.querysets.development import DevelopmentPlanQuerySet

DRAFTING = DevelopmentState.DRAFTING


class DevelopmentPlan(Stateful):
    """The targets of one review as one thing to agree. Once agreed, a trigger refuses every change to its targets."""

    review = models.OneToOneField(Review, models.PROTECT, related_name="development")
    state = models.CharField(max_length=20, choices=DevelopmentState.choices, default=DRAFTING)
    begun_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)

    objects = DevelopmentPlanQuerySet.as_manager()

    STATES = DevelopmentState
    TRANSITIONS: ClassVar = {
        "seal": Transition((DRAFTING,), DevelopmentState.AGREED, "visits.agree_plan", _("Agree the plan")),
    }

    class Meta:
        verbose_name = _("plan for development")
        constraints = [
            known(DevelopmentState, name="development_state_known"),
            models.CheckConstraint(
                condition=Q(state="drafting", sealed_at=None) | Q(state="agreed", sealed_at__isnull=False),
                name="development_sealed_at_when_agreed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.review)

    @property
    def centre(self) -> Centre:
        """The Centre it belongs to, by which the permissions ask."""
        return self.review.year.centre

    @property
    def school_id(self) -> int:
        """The school it belongs to, by which the permissions ask."""
        school: int = self.review.school_id
        return school


class PlanSignature(models.Model):
    """One side agrees the plan by name and day. A later change to a target takes it back; two sides are two people."""

    plan = models.ForeignKey(DevelopmentPlan, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=20, choices=Side.choices)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=150, help_text=_("The name as it stood on that day."))
    signed_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("signature under a plan")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "side"], condition=Q(taken_back_at=None), name="plan_signed_once_a_side"
            ),
            models.UniqueConstraint(
                fields=["plan", "signed_by"], condition=Q(taken_back_at=None), name="plan_signed_by_two_people"
            ),
            known(Side, field="side", name="signature_side_known"),
            models.CheckConstraint(condition=~Q(name=""), name="signature_names_who"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(taken_back_at__gte=F("signed_at")),
                name="signature_taken_back_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.name}"
