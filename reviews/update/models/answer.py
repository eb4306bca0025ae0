"""What is written on one element, and the versions kept of it (R15, R16)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.append_only import AppendOnly
from iqm_coe.lib.constraints import both_or_neither, known
from iqm_coe.lib.files import StoredFile
from iqm_coe.texts.models.part import Part
from reviews.update.enums import VersionKind
from reviews.update.models.framework import Element
from reviews.update.models.review import LONGEST, Review
from reviews.update.querysets.answer import AnswerQuerySet

TEXTS = ("progress", "evidence", "next_steps")


class Answer(Part):
    """What a school writes on one element; `version` counts its savings."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="answers")
    element = models.ForeignKey(Element, models.PROTECT, related_name="+")
    progress = models.TextField(_("progress since last year"), blank=True, max_length=LONGEST)
    evidence = models.TextField(_("evidence"), blank=True, max_length=LONGEST)
    next_steps = models.TextField(_("next steps"), blank=True, max_length=LONGEST)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    given_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="given_answers", help_text=_("Writes it.")
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer on an element")
        ordering = ["element__number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "element"], name="element_answered_once_a_review"),
            models.CheckConstraint(
                condition=Q(updated_at=None, updated_by=None, version=0)
                | Q(updated_at__isnull=False, updated_by__isnull=False, version__gte=1),
                name="answer_updated_by_and_at_together",
            ),
            both_or_neither("done_at", "done_by", name="answer_done_by_and_at_together"),
            both_or_neither("changed_at", "changed_by", name="answer_changed_by_and_at_together"),
        ]

    def __str__(self) -> str:
        return str(self.element)

    @property
    def is_answered(self) -> bool:
        """Progress, evidence and next steps are there; evidence is text, a link or a file (R15)."""
        if not (self.progress.strip() and self.next_steps.strip()):
            return False
        has_text = bool(self.evidence.strip())
        return has_text or len(self.links.all()) > 0 or any(f.removed_at is None for f in self.files.all())

    @property
    def hangs_on_evidence(self) -> bool:
        """How it stands is told by its links and files alone."""
        texts = self.progress.strip() and self.next_steps.strip() and not self.evidence.strip()
        return self.done_at is None and bool(texts)

    @property
    def standing_files(self) -> list[StoredFile]:
        """Its files that nobody has taken away."""
        return [file for file in self.files.all() if file.removed_at is None]

    @property
    def is_begun(self) -> bool:
        """Something is written."""
        return any(text.strip() for text in self.texts().values())

    @property
    def tone(self) -> str:
        return "good" if self.done_at or self.is_answered else "info" if self.is_begun else "neutral"

    @property
    def label(self) -> str:
        if self.done_at:
            return str(_("Done, changed since") if self.is_changed_since else _("Done"))
        return str(_("Answered") if self.is_answered else _("Begun") if self.is_begun else _("Not begun"))

    def texts(self) -> dict[str, str]:
        """Its three texts by name."""
        return {name: getattr(self, name) for name in TEXTS}


class AnswerVersion(AppendOnly):
    """A text that is kept for ever: at each hand-over, clash and sending (R16)."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="versions")
    kind = models.CharField(max_length=20, choices=VersionKind.choices)
    version = models.PositiveIntegerField(help_text=_("The count of savings on which it stood."))
    progress = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("kept text of an answer")
        ordering = ["-pk"]
        constraints = [known(VersionKind, field="kind", name="answer_version_kind_known")]

    def __str__(self) -> str:
        return f"{self.answer}: {self.get_kind_display()}"
