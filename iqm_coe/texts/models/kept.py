"""Two texts that met in one place, and the pages that a row with texts remembers (R16)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import both_or_neither


class KeptTextQuerySet(models.QuerySet["KeptText"]):
    def open(self) -> "KeptTextQuerySet":
        """Those that nobody has put together yet."""
        return self.filter(settled_at=None)

    def about(self, subject: models.Model) -> "KeptTextQuerySet":
        """Those of one row."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)


class KeptText(models.Model):
    """Two texts for one place of one box: the one that was pushed aside, the one that stood, and what both began from.

    While it is open the page that wrote `mine` goes on writing it; once it is settled it never changes (R16).
    """

    subject_type = models.CharField(max_length=60, help_text=_("The label of the row's model."))
    subject_id = models.PositiveBigIntegerField()
    box = models.CharField(max_length=60)
    base = models.TextField(blank=True)
    mine = models.TextField(blank=True)
    theirs = models.TextField(blank=True)
    page = models.CharField(max_length=36, blank=True, help_text=_("The open page that wrote it."))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    theirs_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = KeptTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept text")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"], name="kept_text_subject")]
        constraints: ClassVar = [
            both_or_neither("settled_at", "settled_by", name="kept_text_settled_by_and_at_together"),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "box", "written_by", "page"],
                condition=Q(settled_at=None) & ~Q(page=""),
                name="kept_text_open_once_a_page",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}: {self.box}"


class Paged(models.Model):
    """A row with texts that several write: it remembers the pages that saved last, and the turn of each, so that what
    comes late is let go.
    """

    pages = models.JSONField(default=list)

    class Meta:
        abstract = True
