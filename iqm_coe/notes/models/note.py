"""What IQM writes down about a thing for itself, who sees to it, and when somebody looks at it again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.notes.querysets.note import FollowUpQuerySet, NoteQuerySet

LONGEST = 4_000
ABOUT = (
    *("schools.school", "membership.centre", "application.application", "visits.visit", "billing.invoice"),
    *("update.review", "reports.report", "year.plan"),
)


class Note(models.Model):
    """Written once; what was wrong is said in another one. Nobody of a school reads it."""

    about_type = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    text = models.TextField(_("note"), max_length=LONGEST)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notes_written")
    written_at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(about_type__in=ABOUT), name="note_about_something_known"),
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
        ]
        indexes = [models.Index(fields=["about_type", "about_id"], name="note_about")]

    def __str__(self) -> str:
        return self.text[:60]


class FollowUp(models.Model):
    """Who of the office sees to a thing, and from which day on it stands in their list again, and why."""

    about_type = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="followed_up")
    on = models.DateField(_("look at it again on"), null=True)
    why = models.CharField(_("why"), max_length=300, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        constraints = [
            models.UniqueConstraint(fields=["about_type", "about_id"], name="follow_up_once_a_thing"),
            models.CheckConstraint(condition=Q(about_type__in=ABOUT), name="follow_up_of_something_known"),
        ]
        indexes = [models.Index(fields=["owner", "on"], name="follow_up_by_owner")]

    def __str__(self) -> str:
        return f"{self.about_type} {self.about_id}"

    @property
    def is_given(self) -> bool:
        """By somebody else: whoever has it did not promise to look at it again."""
        return self.set_by_id != self.owner_id
