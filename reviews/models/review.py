"""A school's yearly review and the update that is written for it (R15)."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.models import CentreYear
from iqm_coe.lib.append_only import AppendOnly
from iqm_coe.lib.files import StoredFile
from iqm_coe.lib.transitions import Stateful, Transition
from reviews.enums import ReviewState, VersionKind
from reviews.models.framework import Element, Framework
from reviews.querysets import AnswerFileQuerySet, AnswerQuerySet, ReviewQuerySet
from schools.enums import SchoolRoleKind
from schools.models import School

WRITING, SENT, RECORDED = ReviewState.WRITING, ReviewState.SENT, ReviewState.RECORDED
LONGEST = 20_000
TEXTS = ("progress", "evidence", "next_steps")


class Review(Stateful):
    """One school's review of one Centre year, pinned to one framework."""

    year = models.ForeignKey(CentreYear, models.PROTECT, related_name="reviews")
    school = models.ForeignKey(School, models.PROTECT, related_name="reviews")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="reviews")
    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")
    state = models.CharField(max_length=20, choices=ReviewState.choices, default=WRITING)
    update_due_on = models.DateField(help_text=_("Stamped when the year opens, and again when a visit is agreed."))
    asked_head_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ReviewQuerySet.as_manager()

    STATES = ReviewState
    TRANSITIONS: ClassVar = {
        "send": Transition((WRITING,), SENT, "reviews.declare_update", _("Declare and send the update")),
        "record": Transition((SENT,), RECORDED, "reviews.record_visit", _("Finish the record of the visit")),
    }

    class Meta:
        verbose_name = _("review")
        ordering = ["school__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "school"], name="review_once_a_school_and_year"),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_state_known"),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="review_sent_by_and_at_together",
            ),
            models.CheckConstraint(
                condition=Q(state="writing", sent_at=None) | (~Q(state="writing") & Q(sent_at__isnull=False)),
                name="review_sent_when_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.year}"

    @property
    def centre(self) -> Any:
        """The Centre it belongs to, by which the permissions ask."""
        return self.year.centre


class Answer(models.Model):
    """What a school writes on one element. `version` counts its savings, so that nobody overwrites unseen (R16)."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="answers")
    element = models.ForeignKey(Element, models.PROTECT, related_name="+")
    progress = models.TextField(_("progress since last year"), blank=True, max_length=LONGEST)
    evidence = models.TextField(_("evidence"), blank=True, max_length=LONGEST)
    next_steps = models.TextField(_("next steps"), blank=True, max_length=LONGEST)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    saved_from = models.CharField(
        max_length=36, blank=True, help_text=_("The open page that saved last: it may go on saving without a clash.")
    )
    saved_turn = models.PositiveIntegerField(
        default=0, help_text=_("The page's own count: a save of it that comes late is let go.")
    )
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
        ]

    def __str__(self) -> str:
        return str(self.element)

    @property
    def is_answered(self) -> bool:
        """Progress, evidence and next steps are there; evidence is text, a link or a file (R15)."""
        has_evidence = (
            self.evidence.strip() or len(self.links.all()) or any(f.removed_at is None for f in self.files.all())
        )
        return bool(self.progress.strip() and self.next_steps.strip() and has_evidence)

    @property
    def standing_files(self) -> list["AnswerFile"]:
        """Its files that nobody has taken away."""
        return [file for file in self.files.all() if file.removed_at is None]

    @property
    def is_begun(self) -> bool:
        """Something is written."""
        return any(text.strip() for text in self.texts().values())

    @property
    def tone(self) -> str:
        return "good" if self.is_answered else "info" if self.is_begun else "neutral"

    @property
    def label(self) -> str:
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
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=VersionKind.values), name="answer_version_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.get_kind_display()}"


class AnswerLink(models.Model):
    """A web address that shows what an answer says."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="links")
    url = models.URLField(_("web address"), max_length=500, validators=[URLValidator(schemes=["http", "https"])])
    title = models.CharField(_("what it shows"), max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("link")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "url"], name="link_once_an_answer"),
            models.CheckConstraint(condition=Q(url__regex=r"^https?://"), name="link_is_on_the_web"),
        ]

    def __str__(self) -> str:
        return self.title


class AnswerFile(StoredFile):
    """A file that shows what an answer says. Taking it away marks the row; the bytes stay with the record."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="files")
    title = models.CharField(_("what it shows"), max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = AnswerFileQuerySet.as_manager()

    class Meta(StoredFile.Meta):
        verbose_name = _("file with an answer")
        ordering = ["pk"]
        constraints = [
            *StoredFile.Meta.constraints,
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="answerfile_removed_by_and_at_together",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Declaration(AppendOnly):
    """The head, or the delegate on record, declares by name and day that the update is true (R15)."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="declarations")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=150, help_text=_("The name as it stood on that day."))
    capacity = models.CharField(max_length=20, choices=SchoolRoleKind.choices)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("declaration")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__in=["headteacher", "delegate"]), name="declaration_given_by_a_head"
            ),
            models.CheckConstraint(condition=~Q(given_name=""), name="declaration_names_who"),
        ]

    def __str__(self) -> str:
        return self.given_name
