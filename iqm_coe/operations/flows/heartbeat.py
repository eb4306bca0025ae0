"""Who has been heard (R39d)."""

from datetime import datetime

from iqm_coe.operations.models.heartbeat import Heartbeat


def hear(part: str, *, at: datetime, busy_since: datetime | None = None) -> None:
    """Keep the sign of life of this part; `busy_since` where it comes from the midst of a task."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(part=part, at=at, busy_since=busy_since)],
        update_conflicts=True,
        unique_fields=["part"],
        update_fields=["at", "busy_since"],
    )
