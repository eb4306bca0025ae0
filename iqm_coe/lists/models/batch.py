"""One act on many rows of a list: chosen, planned, begun once, and each row of it done once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lists.enums import BatchStatus, RowStage
from iqm_coe.lists.querysets.batch import BatchQuerySet, BatchRowQuerySet

MOST_ROWS = 500
TAKEN_BACK_WITHIN = timedelta(minutes=10)


class Batch(models.Model):
    """What somebody does to many rows at once. Nothing happens before it is begun; then each row has its own answer."""

    act = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches")
    came_from = models.CharField(max_length=1500, blank=True, help_text=_("How the list was narrowed."))
    answers = models.JSONField(null=True, help_text=_("What was filled in for all rows, as it was typed."))
    chosen_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(began_at__isnull=False), name="batch_ends_after_it_began"
            ),
        ]
        indexes = [
            models.Index(
                fields=["began_at"], condition=Q(ended_at=None, began_at__isnull=False), name="batch_under_way"
            )
        ]

    def __str__(self) -> str:
        return self.act

    @property
    def status(self) -> BatchStatus:
        """Where it stands as a whole."""
        if self.began_at is None:
            return BatchStatus.PLANNED
        return BatchStatus.UNDER_WAY if self.ended_at is None else BatchStatus.ENDED

    def until(self) -> datetime | None:
        """The last instant at which it can be taken back, where its act can be."""
        return self.ended_at + TAKEN_BACK_WITHIN if self.ended_at else None


class BatchRow(models.Model):
    """One row of it: what it will get, then what it got. Its claim is the lock on it, within the act's transaction."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    place = models.PositiveSmallIntegerField()
    subject_id = models.BigIntegerField()
    stage = models.CharField(max_length=20, choices=RowStage.choices, default=RowStage.CHOSEN)
    words = models.TextField(blank=True)
    mark = models.CharField(max_length=100, blank=True, help_text=_("What the act goes by for this row."))
    before = models.CharField(max_length=100, blank=True, help_text=_("What stood there, where it can be taken back."))
    done_at = models.DateTimeField(null=True)

    objects = BatchRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of a batch")
        verbose_name_plural = _("rows of batches")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "subject_id"], name="batch_row_once"),
            models.CheckConstraint(
                condition=Q(stage__in=[RowStage.CHOSEN, RowStage.PLANNED, RowStage.LEFT_OUT], done_at=None)
                | Q(stage__in=[RowStage.DONE, RowStage.REFUSED, RowStage.TAKEN_BACK], done_at__isnull=False),
                name="batch_row_answered_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.place}"

    @property
    def tone(self) -> str:
        return RowStage(self.stage).tone

    @property
    def label(self) -> str:
        return str(RowStage(self.stage).label)
