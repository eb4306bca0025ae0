"""Seals what is closed of the trail (R45)."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from iqm_coe.accounts.models.event import Event
from iqm_coe.operations.conditions import trail
from iqm_coe.operations.models.trail import SealedRange

# Longer than any transaction may last, so that nothing below what was seen then is still to come.
CLOSED_AFTER = timedelta(hours=1)
LOCK = 0x747261696C  # one worker seals at a time; the lock ends with its transaction


@transaction.atomic
def seal(*, at: datetime) -> SealedRange | None:
    """Seal the events that were there at the last time, and note which are there now; nothing where that is not yet an
    hour ago.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = SealedRange.objects.order_by("pk").last()
    if last and at - last.sealed_at < CLOSED_AFTER:
        return None
    newest: int = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
    first, end = (last.last_event + 1, last.seen_up_to) if last else (0, 0)
    found = trail.hashed(first, end, before=last.sha256 if last else trail.BEGINNING)
    if last and end < first and newest == last.seen_up_to:
        return None  # nothing has happened
    sealed: SealedRange = SealedRange.objects.create(
        first_event=first,
        last_event=end,
        events=found.events,
        sha256=found.sha256,
        seen_up_to=max(newest, end),
        sealed_at=at,
    )
    return sealed
