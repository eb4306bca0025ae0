"""Who stands at the head of a school: each change is kept until the office has looked at it (R5)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypedDict

from django.db import transaction

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.transitions import record_event
from schools import emails
from schools.enums import HEADS, HeadChangeKind
from schools.models.headship import HeadChange
from schools.models.role import SchoolRole
from schools.models.school import School


class Made(TypedDict):
    """By whom a change was made, and who has looked at it."""

    at: datetime
    by: User | None
    seen_at: datetime | None
    seen_by: User | None


def notice(role: SchoolRole, what: HeadChangeKind, *, by: User | None, at: datetime) -> HeadChange | None:
    """Keep a change at the head and tell the office; one that the office made itself is looked at already."""
    if role.kind not in HEADS:
        return None
    change, is_new = HeadChange.objects.get_or_create(role=role, what=what, defaults=_made(role, by=by, at=at))
    if is_new:
        emails.head_changed(change, at=at)
    return change


def notice_of_move(role: SchoolRole, before: date | None, *, by: User | None, at: datetime) -> None:
    """The last day of a role at the head is another one now: for how long somebody agrees for a school is looked at as
    that they do.
    """
    if role.kind not in HEADS:
        return
    change = HeadChange.objects.create(
        role=role,
        what=HeadChangeKind.MOVED,
        until_before=before,
        until_after=role.until,
        **_made(role, by=by, at=at),
    )
    emails.head_changed(change, at=at)


def _made(role: SchoolRole, *, by: User | None, at: datetime) -> Made:
    """When and by whom; what somebody who looks at such changes did themselves is looked at already."""
    is_seen = may(by, "schools.look_at_heads", role.school)
    return {"at": at, "by": by, "seen_at": at if is_seen else None, "seen_by": by if is_seen else None}


@transaction.atomic
def look_at(school: School, *, shown: Sequence[int], by: User, at: datetime) -> list[HeadChange]:
    """The office has looked at these changes of the school; one that came since stays open."""
    require(by, "schools.look_at_heads", school)
    unseen = HeadChange.objects.select_for_update(of=("self",)).unseen().filter(role__school=school, pk__in=shown)
    looked_at = list(unseen.order_by("pk"))
    for change in looked_at:
        change.seen_at, change.seen_by = at, by
        change.save(update_fields=["seen_at", "seen_by"])
        record_event(change, "look_at", by=by, at=at, facts={"school": school.pk, "what": change.what})
    return looked_at
