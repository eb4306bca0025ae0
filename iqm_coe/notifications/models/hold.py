"""Mail held after a restore: what was waiting in the backup may have gone before, and goes by itself no more (R40p)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import both_or_neither
from iqm_coe.notifications.enums import HoldEnd
from iqm_coe.notifications.querysets import HoldQuerySet


class Hold(models.Model):
    """One stands at a time, from the restore until an administrator says what becomes of the mail."""

    backup_at = models.DateTimeField(help_text=_("The instant that the backup shows."))
    held_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_how = models.CharField(max_length=20, blank=True, choices=HoldEnd)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold of mail")
        constraints = [
            models.UniqueConstraint(
                fields=["ended_at"], condition=Q(ended_at=None), nulls_distinct=False, name="hold_stands_once"
            ),
            both_or_neither("ended_at", "ended_by", name="hold_ended_by_and_at_together"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_how="") | (Q(ended_at__isnull=False) & ~Q(ended_how="")),
                name="hold_ended_in_some_way",
            ),
        ]

    def __str__(self) -> str:
        return f"mail held at {self.held_at}"
