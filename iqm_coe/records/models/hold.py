"""While a legal hold stands, nothing of its subject is withdrawn, erased or cleared (R46)."""

from typing import ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.append_only import EndsOnce
from iqm_coe.lib.constraints import both_or_neither
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.records.querysets.hold import HoldQuerySet

SUBJECTS = ("accounts.user", "schools.school", "membership.centre", "update.review")


class Hold(EndsOnce):
    """On a person, a school, a Centre or a review; it ends by an act with a reason of its own."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    reason = models.TextField()
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_reason = models.TextField(blank=True)

    objects = HoldQuerySet.as_manager()

    ENDS = ("ended_at", "ended_by", "ended_reason")

    class Meta:
        verbose_name = _("legal hold")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(subject_type__in=SUBJECTS), name="legal_hold_subject_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="legal_hold_says_why"),
            both_or_neither("ended_at", "ended_by", name="legal_hold_ended_by_and_at_together"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_reason="") | (Q(ended_at__isnull=False) & ~Q(ended_reason="")),
                name="legal_hold_ended_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"], condition=Q(ended_at=None), name="legal_hold_once_a_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}: {self.subject}"

    @property
    def subject(self) -> models.Model | None:
        """The thing itself."""
        model: type[models.Model] = apps.get_model(self.subject_type)
        return model._default_manager.filter(pk=self.subject_id).first()

    @property
    def subject_name(self) -> str:
        """What kind of thing it is, in words."""
        return str(apps.get_model(self.subject_type)._meta.verbose_name)

    @property
    def as_words(self) -> dict[str, str]:
        """For a sentence that refuses."""
        day = long_date(london_date(self.begun_at))
        return {"kind": self.subject_name, "name": str(self.subject), "day": day, "why": self.reason}
