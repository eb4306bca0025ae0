"""What will be sent: reminders of the month to come, each with what it is about and who gets it."""

from collections.abc import Iterable
from dataclasses import dataclass

from iqm_coe.lib.reminders import Told, kinds
from iqm_coe.notifications.models.reminder import Reminder


@dataclass(frozen=True)
class ComingReminder:
    """One planned reminder in words."""

    reminder: Reminder
    kind: str
    told: Told


def coming(page: Iterable[Reminder]) -> list[ComingReminder]:
    """The rows of one page in words: one question a kind, however many rows."""
    rows, found = list(page), {}
    for name, kind in kinds().items():
        found[name] = kind.told([row.subject_id for row in rows if row.kind == name])
    nothing = Told("", "")
    return [
        ComingReminder(row, str(kinds()[row.kind].words), found[row.kind].get(row.subject_id, nothing)) for row in rows
    ]
