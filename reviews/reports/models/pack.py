"""The annual review pack of a Centre year, built in the background for one receiver (R27)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.year.models.year import CentreYear
from iqm_coe.lib.append_only import AppendOnly
from iqm_coe.lib.constraints import both_or_neither
from iqm_coe.lib.files import StoredFile
from reviews.reports.enums import PackStatus
from reviews.reports.querysets.pack import PackFileQuerySet, PackQuerySet
from reviews.update.models.review import Review

# A builder tells every few seconds that it is alive; one that was silent for so long is taken to be gone.
SILENT = timedelta(seconds=30)
MOST_ATTEMPTS = 3


class Pack(models.Model):
    """One request for a pack. Its status follows from its instants; there is no second truth."""

    year = models.ForeignKey(CentreYear, models.PROTECT, related_name="packs")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="packs", help_text=_("It holds what this person sees.")
    )
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, help_text=_("Of the builder at work: only its own result is kept."))
    heard_at = models.DateTimeField(null=True, help_text=_("The builder's last sign of life."))
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=1)
    step = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    holds = models.ManyToManyField(Review, related_name="+", help_text=_("The reviews that it was found to hold."))

    objects = PackQuerySet.as_manager()

    class Meta:
        verbose_name = _("review pack")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "asked_by"],
                condition=Q(finished_at=None, failed_at=None),
                name="pack_in_the_making_once_a_receiver",
            ),
            models.CheckConstraint(condition=Q(finished_at=None) | Q(failed_at=None), name="pack_ends_in_one_way"),
            both_or_neither("claim", "heard_at", name="pack_claimed_and_heard_together"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="pack_is_never_more_than_done"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(finished_at=None, failed_at=None), name="pack_in_the_making")
        ]

    def __str__(self) -> str:
        return f"{self.year.centre}, {self.year}"

    def status_at(self, at: datetime) -> PackStatus:
        """Where it stands; a builder that has gone silent is shown as what it is: unknown."""
        if self.finished_at:
            return PackStatus.READY
        if self.failed_at:
            return PackStatus.FAILED
        if self.heard_at is None:
            return PackStatus.QUEUED
        return PackStatus.BUILDING if at - self.heard_at < SILENT else PackStatus.INTERRUPTED

    @property
    def status(self) -> PackStatus:
        return self.status_at(timezone.now())

    @property
    def tone(self) -> str:
        return self.status.tone

    @property
    def label(self) -> str:
        return str(self.status.label)


class PackFile(AppendOnly, StoredFile):
    """The finished document with its hash; written once, however often its building began."""

    pack = models.OneToOneField(Pack, models.PROTECT, related_name="document")
    pages = models.PositiveIntegerField()

    objects = PackFileQuerySet.as_manager()

    class Meta(StoredFile.Meta):
        verbose_name = _("document of a review pack")
        verbose_name_plural = _("documents of review packs")
        constraints = [*StoredFile.Meta.constraints]

    def __str__(self) -> str:
        return self.name
