"""Links and files beside an answer (R15)."""

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import both_or_neither
from iqm_coe.lib.files import StoredFile
from reviews.update.models.answer import Answer
from reviews.update.querysets.evidence import AnswerFileQuerySet


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
            both_or_neither("removed_at", "removed_by", name="answerfile_removed_by_and_at_together"),
        ]

    def __str__(self) -> str:
        return self.title
