"""When the clock starts what: each room declares it in its periodic.py, and operations keeps the due times (R39c)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from celery import Task

from iqm_coe.lib.dates import LONDON, london_date

# A nightly task that no worker has taken by the end of the morning waits for the next night.
LONGEST_WAIT = timedelta(hours=12)

_declared: dict[str, "Entry"] = {}


@dataclass(frozen=True)
class Entry:
    """One task, started again and again: after so long, or at an hour of London's day."""

    name: str
    task: str
    again: timedelta | time
    queue: str = ""
    args: tuple[str, ...] = ()

    def next_after(self, moment: datetime) -> datetime:
        """When it is due next, seen from this instant."""
        if isinstance(self.again, timedelta):
            return moment + self.again
        day = london_date(moment)
        hours = (datetime.combine(day + timedelta(days=n), self.again, LONDON).astimezone(UTC) for n in range(3))
        return next(hour for hour in hours if hour > moment)

    @property
    def expires(self) -> float:
        """Seconds after which a worker lets it be: the next is on its way, and none pile up behind a still worker."""
        wait = self.again if isinstance(self.again, timedelta) else LONGEST_WAIT
        return wait.total_seconds()


def every(again: timedelta, name: str, task: "Task[[], int]", *, queue: str = "", args: tuple[str, ...] = ()) -> None:
    """Start this task again and again, so long after the last time."""
    _declare(Entry(name, task.name, again, queue, args))


def nightly(at: time, name: str, task: "Task[[], int]") -> None:
    """Start this task once a night at this hour in London, one that no change of the clocks leaves out or doubles."""
    _declare(Entry(name, task.name, at))


def _declare(entry: Entry) -> None:
    if _declared.setdefault(entry.name, entry) != entry:
        raise ValueError(f"“{entry.name}” is declared twice.")


def declared_entries() -> list[Entry]:
    """Everything that the clock starts."""
    return list(_declared.values())
