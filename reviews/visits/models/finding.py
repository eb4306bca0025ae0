"""What the assessor found: an outcome for each element, a judgement of each of last year's targets (R22)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import known
from iqm_coe.texts.models.kept import Paged
from reviews.update.models.framework import Element
from reviews.update.models.review import LONGEST, Review
from reviews.update.models.target import Target
from reviews.visits.enums import Judgement, Outcome

FINDING_PROSE = dict.fromkeys(("remarks", "strengths", "areas"), LONGEST)
FINDING_BOXES = ("outcome", *FINDING_PROSE)


class Finding(Paged):
    """The outcome of one element of one review; `version` counts its savings."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="findings")
    element = models.ForeignKey(Element, models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    remarks = models.TextField(_("remarks"), blank=True, max_length=LONGEST)
    strengths = models.TextField(_("strengths"), blank=True, max_length=LONGEST)
    areas = models.TextField(_("areas for development"), blank=True, max_length=LONGEST)
    version = models.PositiveIntegerField(default=0)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("finding")
        ordering = ["element__number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "element"], name="element_found_once_a_review"),
            known(Outcome, field="outcome", name="finding_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome="ratified") | ~Q(remarks=""), name="finding_says_what_else_is_needed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.label}"

    def texts(self) -> dict[str, str]:
        """What stands in its boxes."""
        return {name: getattr(self, name) for name in FINDING_BOXES}

    @property
    def tone(self) -> str:
        return Outcome(self.outcome).tone

    @property
    def label(self) -> str:
        return str(Outcome(self.outcome).label)


class TargetJudgement(Paged):
    """How far one of last year's targets was met, in the assessor's judgement."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="judgements")
    target = models.OneToOneField(Target, models.PROTECT, related_name="judgement")
    judgement = models.CharField(_("judgement"), max_length=20, choices=Judgement.choices)
    remarks = models.TextField(_("remarks"), blank=True, max_length=LONGEST)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("judgement of a target")
        ordering = ["target__number"]
        constraints = [
            known(Judgement, field="judgement", name="target_judgement_known"),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.label}"

    def texts(self) -> dict[str, str]:
        """What stands in its boxes."""
        return {"judgement": self.judgement, "remarks": self.remarks}

    @property
    def tone(self) -> str:
        return Judgement(self.judgement).tone

    @property
    def label(self) -> str:
        return str(Judgement(self.judgement).label)
