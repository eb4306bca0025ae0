"""Roles given until a day: the day moved by who gives the role, and the end of it marked by the clock (R5s)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.rounds import each
from schools import emails
from schools.conditions.cover import require_a_day_to_come
from schools.flows import role as role_flows
from schools.models.role import SchoolRole


@transaction.atomic
def set_end(role: SchoolRole, *, until: date | None, by: User, at: datetime) -> SchoolRole:
    """Say until which day somebody holds their role, sooner or later than before; None, that it has no such day.

    Raises Refused when the role is over, or the day has passed.
    """
    fresh = _held_still(role)
    require(by, "schools.set_end", fresh)
    if fresh.is_over(london_date(at)):
        raise Refused(_("This role is over. Invite the person again if they are to hold it."))
    require_a_day_to_come(fresh.kind, until, at=at)
    if until is not None and until < london_date(fresh.granted_at):
        raise Refused(_("The role began after this day. Nothing was changed: choose a later day."))
    if fresh.until != until:
        before = fresh.until
        role_flows.move_end(fresh, until, by=by, at=at)
        emails.end_moved(fresh, before, by=by, at=at)
    return fresh


def end_what_is_past(*, at: datetime) -> int:
    """Mark each role whose last day has passed, with all that its end announces; returns how many. Nobody could act by
    it since that day in any case.
    """
    past = SchoolRole.objects.past(london_date(at)).order_by("until", "pk")

    def end(role: SchoolRole) -> int:
        return _end(role, at=at)

    return each("end roles whose last day has passed", past, end, at=at)


def _end(role: SchoolRole, *, at: datetime) -> int:
    fresh = _held_still(role)
    if fresh.ended_at is not None or not fresh.is_over(london_date(at)):
        return 0  # somebody ended it, or moved its day, meanwhile
    role_flows.end(fresh, by=None, at=at, reason="")
    role_flows.let_the_head_inherit(fresh, at=at)
    return 1


def _held_still(role: SchoolRole) -> SchoolRole:
    """The locked row, while nobody else of its school comes or goes."""
    role_flows.hold_still(role.school_id)
    rows = SchoolRole.objects.select_for_update(of=("self",)).select_related("school", "user")
    fresh: SchoolRole = rows.get(pk=role.pk)
    return fresh
