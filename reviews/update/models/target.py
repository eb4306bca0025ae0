"""The targets agreed after a visit; next year the school reports on them (R15, R23)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.membership.models.centre import Centre
from iqm_coe.lib.append_only import AppendOnly
from iqm_coe.lib.constraints import both_or_neither, known
from iqm_coe.texts.models.kept import Paged
from reviews.update.enums import VersionKind
from reviews.update.models.framework import Element
from reviews.update.models.review import LONGEST, Review


class StandingTargets(models.Manager["Target"]):
    """Targets that stand in their plan. `Target.written` has those that were taken out too."""

    def get_queryset(self) -> models.QuerySet["Target"]:
        return super().get_queryset().filter(taken_out_at=None)


TARGET_PROSE = ("actions", "measure")
TARGET_BOXES = ("aim", *TARGET_PROSE, "element", "owner", "by_when")


class Target(Paged):
    """One target of the plan for development that ends this review. One taken out of a draft can be put back."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="targets")
    number = models.PositiveSmallIntegerField()
    element = models.ForeignKey(Element, models.PROTECT, related_name="+")
    aim = models.CharField(_("target"), max_length=300)
    actions = models.TextField(_("actions"))
    owner = models.CharField(_("who leads it"), max_length=150)
    by_when = models.DateField(_("by when"))
    measure = models.TextField(_("how success shows"))
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_out_at = models.DateTimeField(null=True, help_text=_("It no longer stands in the plan; its words are kept."))
    taken_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = StandingTargets()
    written = models.Manager["Target"]()

    class Meta:
        verbose_name = _("target")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "number"], condition=Q(taken_out_at=None), name="target_number_once_in_the_plan"
            ),
            both_or_neither("taken_out_at", "taken_out_by", name="target_taken_out_by_and_at_together"),
            models.CheckConstraint(condition=Q(number__gte=1), name="target_counts_from_one"),
            models.CheckConstraint(condition=~Q(aim=""), name="target_has_an_aim"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.aim}"

    def texts(self) -> dict[str, str]:
        """What stands in its boxes."""
        texts = {name: getattr(self, name) for name in ("aim", *TARGET_PROSE, "owner")}
        return {**texts, "element": str(self.element_id), "by_when": self.by_when.isoformat()}

    @property
    def centre(self) -> Centre:
        """The Centre it belongs to, by which the permissions ask."""
        return self.review.year.centre


class TargetProgress(Paged):
    """What the school says of one of last year's targets. `version` counts its savings, as with an answer."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="progress_on_targets")
    target = models.OneToOneField(Target, models.PROTECT, related_name="progress")
    text = models.TextField(_("what was done, and what changed"), blank=True, max_length=LONGEST)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("progress on a target")
        ordering = ["target__number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(updated_at=None, updated_by=None, version=0)
                | Q(updated_at__isnull=False, updated_by__isnull=False, version__gte=1),
                name="progress_updated_by_and_at_together",
            ),
        ]

    def __str__(self) -> str:
        return str(self.target)


class TargetProgressVersion(AppendOnly):
    """A text on a target that is kept for ever, as with an answer (R16)."""

    progress = models.ForeignKey(TargetProgress, models.PROTECT, related_name="versions")
    kind = models.CharField(max_length=20, choices=VersionKind.choices)
    version = models.PositiveIntegerField(help_text=_("The count of savings on which it stood."))
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("kept text on a target")
        ordering = ["-pk"]
        constraints = [known(VersionKind, field="kind", name="progress_version_kind_known")]

    def __str__(self) -> str:
        return f"{self.progress}: {self.get_kind_display()}"
