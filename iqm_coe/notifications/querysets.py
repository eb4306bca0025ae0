"""Which deliveries somebody may see, and which are due."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.notifications.enums import DeliveryStatus

STUCK_RESTS = timedelta(hours=1)
STATUS_FILTERS = {
    DeliveryStatus.QUEUED: Q(claimed_at=None, sent_at=None, failed_at=None, uncertain_at=None),
    DeliveryStatus.SENDING: Q(claimed_at__isnull=False, sent_at=None, failed_at=None, uncertain_at=None),
    DeliveryStatus.SENT: Q(sent_at__isnull=False),
    DeliveryStatus.UNCERTAIN: Q(uncertain_at__isnull=False),
    DeliveryStatus.FAILED: Q(failed_at__isnull=False),
}


class DeliveryQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Staff and administrators see the whole outbox; anybody sees what went, or will go, to themselves."""
        if {IqmRoleKind.STAFF, IqmRoleKind.ADMINISTRATOR} & user.iqm_roles:
            return self
        return self.filter(user=user)

    def in_status(self, status: str) -> Self:
        return self.filter(STATUS_FILTERS[DeliveryStatus(status)])

    def due(self, at: datetime) -> Self:
        """Queued, and its next attempt has come."""
        return self.in_status(DeliveryStatus.QUEUED).filter(next_attempt_at__lte=at)

    def for_list(self) -> Self:
        """What a row of the list shows; the words of the mail stay where they are."""
        return self.defer("text", "html", "last_error").order_by("-pk")


class MessageQuerySet(models.QuerySet[Any]):
    def unaddressed(self, at: datetime) -> Self:
        """Written, but nobody has worked out yet who receives it; one that failed is left alone for an hour."""
        is_rested = Q(stuck_at=None) | Q(stuck_at__lte=at - STUCK_RESTS)
        return self.filter(is_rested, addressed_at=None)

    def stuck(self) -> Self:
        """Those that could not be addressed."""
        return self.filter(addressed_at=None, stuck_at__isnull=False)
