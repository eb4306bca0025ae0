"""What the clock does with due times: each due task is sent once, whoever else is a clock at this moment (R39c)."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction

from iqm_coe.lib.schedule import Entry
from iqm_coe.operations.models.schedule import DueTime

FORGOTTEN = timedelta(days=1)
Send = Callable[[Entry], object]


def expect(entries: Iterable[Entry], *, at: datetime) -> None:
    """A row for each entry, also where one was lost. What is new and runs again and again is due at once; what runs by
    night waits for it. What nobody declares goes after a day: until then another release may be running beside it.
    """
    known = {entry.name: entry for entry in entries}
    DueTime.objects.exclude(name__in=known).filter(due_at__lt=at - FORGOTTEN).delete()
    DueTime.objects.bulk_create(
        [DueTime(name=name, due_at=_first(entry, at)) for name, entry in known.items()], ignore_conflicts=True
    )


def _first(entry: Entry, at: datetime) -> datetime:
    return at if isinstance(entry.again, timedelta) else entry.next_after(at)


def send_due(entries: Iterable[Entry], send: Send, *, at: datetime) -> int:
    """Send what is due, each once however late. Returns how many; raises what `send` raises, and that is due yet."""
    due = dict(DueTime.objects.values_list("name", "due_at"))
    return sum(send_one(entry, send, at=at) for entry in entries if entry.name in due and _is_due(entry, due, at))


def _is_due(entry: Entry, due: dict[str, datetime], at: datetime) -> bool:
    return due[entry.name] <= at or due[entry.name] > entry.next_after(at)


@transaction.atomic
def send_one(entry: Entry, send: Send, *, at: datetime) -> bool:
    """Lock its row, look again, send. Where the clock was set back, what is due later than can be is brought near."""
    row = DueTime.objects.select_for_update(skip_locked=True).filter(name=entry.name).first()
    if row is None:
        return False
    is_due, following = row.due_at <= at, entry.next_after(at)
    if is_due:
        row.sent_at = at
    row.due_at = following if is_due else min(row.due_at, following)
    row.save(update_fields=["due_at", "sent_at"])
    if is_due:
        send(entry)
    return is_due
