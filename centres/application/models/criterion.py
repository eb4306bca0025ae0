"""The written answer to a criterion, and its evidence."""

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.application.enums import WRITTEN
from centres.application.models.application import Application
from iqm_coe.lib.constraints import both_or_neither
from iqm_coe.texts.models.part import Part

LONGEST = 10_000


class CriterionAnswer(Part):
    """The written answer to one criterion; `version` counts its savings."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="answers")
    criterion = models.CharField(max_length=2, choices=[(c.value, c.label) for c in WRITTEN])
    text = models.TextField(_("answer"), blank=True, max_length=LONGEST)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("answer to a criterion")
        ordering = ["criterion"]
        constraints = [
            models.UniqueConstraint(fields=["application", "criterion"], name="criterion_answered_once"),
            models.CheckConstraint(
                condition=Q(criterion__in=[c.value for c in WRITTEN]), name="criterion_answered_in_writing"
            ),
            both_or_neither("updated_at", "updated_by", name="criterion_updated_by_and_at_together"),
            both_or_neither("done_at", "done_by", name="criterion_done_by_and_at_together"),
            both_or_neither("changed_at", "changed_by", name="criterion_changed_by_and_at_together"),
        ]

    def __str__(self) -> str:
        return self.criterion

    @property
    def is_begun(self) -> bool:
        return bool(self.text.strip())


class EvidenceLink(models.Model):
    """A web address that shows what an answer says."""

    answer = models.ForeignKey(CriterionAnswer, models.CASCADE, related_name="evidence")
    url = models.URLField(_("web address"), max_length=500, validators=[URLValidator(schemes=["http", "https"])])
    title = models.CharField(_("what it shows"), max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "url"], name="evidence_once_an_answer"),
            models.CheckConstraint(condition=Q(url__regex=r"^https?://"), name="evidence_is_on_the_web"),
        ]

    def __str__(self) -> str:
        return self.title
