"""A reminder: one step of one thing, planned beforehand, sent once (R37, R39)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import both_or_neither
from iqm_coe.notifications.enums import ReminderStatus
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.notifications.querysets import ReminderQuerySet


class Reminder(models.Model):
    """One step of one subject. Sent or skipped it stays as it is; the database refuses the same step twice.

    Its claim is the lock on its row: the mail is written and the row is marked in one transaction, so a worker that
    dies leaves either both or none.
    """

    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    step = models.SmallIntegerField(help_text=_("Days from the day the thing is due; minus is before."))
    due_on = models.DateField(help_text=_("The day the thing is due."))
    send_on = models.DateField()
    planned_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="reminder")
    skipped_at = models.DateTimeField(null=True)
    skipped_why = models.CharField(max_length=20, blank=True)
    held_at = models.DateTimeField(null=True, help_text=_("When a restore held it: it may have gone before."))

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id", "due_on", "step"], name="reminder_once_a_step"),
            both_or_neither("sent_at", "message", name="reminder_sent_with_its_message"),
            models.CheckConstraint(
                condition=Q(skipped_at=None, skipped_why="")
                | (Q(skipped_at__isnull=False, sent_at=None) & ~Q(skipped_why="")),
                name="reminder_sent_or_skipped_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(held_at=None) | Q(sent_at=None, skipped_at=None), name="reminder_held_while_it_waits"
            ),
        ]
        indexes = [
            models.Index(fields=["send_on", "id"], condition=Q(sent_at=None, skipped_at=None), name="reminder_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} {self.step:+d}"

    @property
    def status(self) -> ReminderStatus:
        """Where this reminder stands."""
        if self.sent_at:
            return ReminderStatus.SENT
        return ReminderStatus.SKIPPED if self.skipped_at else ReminderStatus.PLANNED

    @property
    def tone(self) -> str:
        return self.status.tone

    @property
    def label(self) -> str:
        return str(self.status.label)
