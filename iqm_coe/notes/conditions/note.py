"""Who sees to a thing, in a few signs: by them an assignment holds to what was shown, and is taken back."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self

from iqm_coe.notes.models.note import FollowUp

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOBODY = "nobody"


def stands(row: FollowUp | None) -> str:
    """Who sees to it and from which day on, and when that was said: it changes with each of the three."""
    return f"{row.owner_id} {row.on or '-'} {_ticks(row.set_at)}" if row else NOBODY


def _ticks(at: datetime) -> int:
    """An instant in microseconds, which is what the database keeps of it."""
    return (at - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Before:
    """Who saw to it before, from which day on, and who had said so."""

    owner: int
    on: date | None
    set_by: int
    set_at: datetime


@dataclass(frozen=True)
class Assigned:
    """What stands since an assignment, and what stood before: nothing where nobody saw to it."""

    given: str
    before: Before | None

    def packed(self) -> str:
        """In a line of a batch, which keeps no more than a hundred signs."""
        told: list[str | int] = [self.given]
        if self.before:
            day = self.before.on.isoformat() if self.before.on else ""
            told += [self.before.owner, day, self.before.set_by, _ticks(self.before.set_at)]
        return json.dumps(told, separators=(",", ":"))

    @classmethod
    def unpacked(cls, packed: str) -> Self:
        given, *told = json.loads(packed)
        if not told:
            return cls(given, None)
        owner, day, set_by, ticks = told
        on = date.fromisoformat(day) if day else None
        return cls(given, Before(owner, on, set_by, EPOCH + timedelta(microseconds=ticks)))


def assigned_over(before: FollowUp | None, given: FollowUp) -> Assigned:
    """What an assignment has put over what stood before."""
    if before is None:
        return Assigned(stands(given), None)
    return Assigned(stands(given), Before(before.owner_id, before.on, before.set_by_id, before.set_at))
