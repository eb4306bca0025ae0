"""The trail of events, sealed range by range into a chain (R45)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.append_only import AppendOnly


class SealedRange(AppendOnly):
    """Events that were closed when this was written, with one hash over them and the hash before.

    `seen_up_to` is the newest event of that moment: the next range ends there. By then every transaction that had drawn
    a number below it is over, so no event slips in behind a seal; no flow waits for it.
    """

    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField()
    events = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    seen_up_to = models.BigIntegerField()
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sealed range of events")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["first_event"], condition=Q(last_event__gte=F("first_event")), name="sealed_range_begins_once"
            ),
            models.CheckConstraint(
                condition=Q(last_event__gte=F("first_event") - 1, seen_up_to__gte=F("last_event")),
                name="sealed_range_in_order",
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="sealed_range_has_a_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.first_event}-{self.last_event}"
