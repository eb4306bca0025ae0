"""What a range of events hashes to, and whether the chain of them holds (R45)."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from iqm_coe.accounts.models.event import Event
from iqm_coe.operations.models.trail import SealedRange

BEGINNING = "0" * 64
LOT = 2000  # events read at a time


@dataclass(frozen=True)
class Hashed:
    """One hash over some events and what came before them."""

    sha256: str
    events: int


@dataclass(frozen=True)
class Looked:
    """What came of a look at the whole chain; `wrong` says where it does not hold."""

    ranges: int
    events: int
    head: str
    wrong: list[str]


def hashed(first: int, last: int, *, before: str) -> Hashed:
    """The events of these numbers, each by all that can never change in it; their notes may be emptied."""
    whole, number = hashlib.sha256(before.encode()), 0
    for event in Event.objects.filter(pk__gte=first, pk__lte=last).order_by("pk").iterator(chunk_size=LOT):
        whole.update(_line(event))
        number += 1
    return Hashed(whole.hexdigest(), number)


def _line(event: Event) -> bytes:
    said = [event.pk, event.at.isoformat(), event.by_id, event.action, event.subject_type, event.subject_id]
    said += [event.from_state, event.to_state, event.facts]
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def look() -> Looked:
    """Hash every sealed range anew, from the first one on."""
    before, end, ranges, events, wrong = BEGINNING, None, 0, 0, list[str]()
    for sealed in SealedRange.objects.order_by("pk").iterator():
        found = hashed(sealed.first_event, sealed.last_event, before=before)
        wrong += _wrong(sealed, found, end)
        before, end = sealed.sha256, sealed.last_event
        ranges, events = ranges + 1, events + found.events
    return Looked(ranges, events, before if ranges else "", wrong)


def _wrong(sealed: SealedRange, found: Hashed, end: int | None) -> Iterator[str]:
    if end is not None and sealed.first_event != end + 1:
        yield f"between events {end} and {sealed.first_event} a range is missing"
    if found.events != sealed.events:
        yield f"of events {sealed} there were {sealed.events}, and there are {found.events}"
    elif found.sha256 != sealed.sha256:
        yield f"events {sealed} are not what they were"
