"""Whether what is written of an activity is a record of what was held (R41)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from centres.year.models.activity import STAFF, boxes_of

LEAST_PRESENT = 2  # schools


@dataclass(frozen=True)
class Present:
    """What is told of one school: its key, how many of its staff were there, what it will try."""

    school: int
    staff: int | None
    will_try: str


def lacking_of(texts: Mapping[str, str], on: date) -> list[str]:
    """Everything that stands between it and a record of what was held."""
    were_there = [one for one in told_of_schools(texts) if one.staff]
    return [
        *([_("its day is still to come")] if date.fromisoformat(texts["held_on"]) > on else []),
        *([] if len(were_there) >= LEAST_PRESENT else [_("fewer than two schools have a number of staff")]),
        *([] if texts["taken_back"].strip() else [_("what was taken back is not written")]),
    ]


def told_of_schools(texts: Mapping[str, str]) -> set[Present]:
    """The schools of which something is told."""
    found = set()
    for school in (int(name.removeprefix(STAFF)) for name in texts if name.startswith(STAFF)):
        staff, will_try = (texts[name] for name in boxes_of(school))
        if staff or will_try:
            found.add(Present(school, int(staff) if staff else None, will_try))
    return found
