"""Activities of a Centre, planned, written and recorded by any of its coordinators (R41)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from centres.membership.enums import CentreState
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from centres.year.enums import ActivityState
from centres.year.models.activity import Activity, Attendance
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import advance, record_event

LEAST_SCHOOLS = 2
FURTHEST = timedelta(days=731)  # a day beyond, either way, is a slip of the pen


@dataclass(frozen=True)
class Present:
    """One school at the activity: its key, how many of its staff, what it will try."""

    school: int
    staff: int
    will_try: str = ""


@dataclass(frozen=True)
class Told:
    """An activity as it is written down."""

    kind: str
    held_on: date
    place: str
    focus: str
    taken_back: str = ""
    present: Sequence[Present] = ()


class Clash(Refused):
    """Somebody saved it meanwhile; `current` holds it as it stands now."""

    def __init__(self, current: Activity) -> None:
        self.current = current
        super().__init__(
            _(
                "Somebody saved this activity while you were writing. All of it is shown above yours. Put the two "
                "together here: what you save now takes its place."
            )
        )


@transaction.atomic
def plan(centre: Centre, told: Told, *, token: uuid.UUID, by: User, at: datetime, is_held: bool = False) -> Activity:
    """Put an activity down, or record at once what was held. The same form sent twice is one activity."""
    fresh = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    require(by, "year.record_activity", fresh)
    known: Activity | None = Activity.objects.filter(token=token).first()
    if known:
        return _sent_again(known, fresh, told)
    _require_open(fresh)
    _require_near(told, london_date(at))
    activity: Activity = Activity.objects.create(
        centre=fresh,
        token=token,
        kind=told.kind,
        held_on=told.held_on,
        place=told.place,
        focus=told.focus,
        taken_back=told.taken_back,
        planned_at=at,
        planned_by=by,
    )
    _keep_attendances(activity, told.present)
    record_event(activity, "plan", by=by, at=at, facts={"held_on": told.held_on.isoformat()})
    return record(activity, told, version=activity.version, by=by, at=at) if is_held else activity


@transaction.atomic
def write(activity: Activity, told: Told, *, version: int, by: User, at: datetime) -> Activity:
    """Save what was written on top of `version`. Raises Clash.

    What is recorded stays whole; what was called off is planned again.
    """
    fresh = Activity.objects.select_for_update(of=("self",)).select_related("centre").get(pk=activity.pk)
    require(by, "year.record_activity", fresh)
    if fresh.version != version:
        if _says(fresh, told):
            return fresh
        raise Clash(fresh)
    _require_open(fresh.centre)
    if told.held_on != fresh.held_on:
        _require_near(told, london_date(at))
    if fresh.state == ActivityState.HELD and (lacking := _lacking(told, london_date(at))):
        raise Refused(_("It is recorded as held and stays whole, but %s. Nothing was changed.") % "; ".join(lacking))
    if fresh.state == ActivityState.CALLED_OFF:
        fresh = advance(fresh, "take_up", by=by, at=at)
    fresh.kind, fresh.held_on, fresh.place, fresh.focus = told.kind, told.held_on, told.place, told.focus
    fresh.taken_back = told.taken_back
    fresh.version += 1
    fresh.save(update_fields=["kind", "held_on", "place", "focus", "taken_back", "version"])
    _keep_attendances(fresh, told.present)
    record_event(fresh, "write", by=by, at=at, facts={"version": fresh.version, "held_on": told.held_on.isoformat()})
    return fresh


@transaction.atomic
def record(activity: Activity, told: Told, *, version: int, by: User, at: datetime) -> Activity:
    """Save it and record it as held: the day has come, two schools were there, and they say what they took back."""
    if lacking := _lacking(told, london_date(at)):
        raise Refused(_("It cannot be recorded as held yet: %s. It can be saved meanwhile.") % "; ".join(lacking))
    written = write(activity, told, version=version, by=by, at=at)
    if written.state == ActivityState.HELD:
        return written
    schools = [one.school for one in told.present]
    return advance(activity, "record", by=by, at=at, facts={"schools": schools}, recorded_at=at, recorded_by=by)


@transaction.atomic
def call_off(activity: Activity, told: Told, *, version: int, by: User, at: datetime) -> Activity:
    """Save what was written; it does not take place and is asked for no more, until somebody saves it again."""
    written = write(activity, told, version=version, by=by, at=at)
    if written.state == ActivityState.CALLED_OFF:
        return written
    return advance(written, "call_off", by=by, at=at)


def _sent_again(known: Activity, centre: Centre, told: Told) -> Activity:
    """The activity that this form has planned already, where it still says the same."""
    if known.centre_id != centre.pk or not _says(known, told):
        raise Refused(
            _("This form has planned an activity already, and it says something else. Open it on the Centre's page.")
        )
    return known


def _says(activity: Activity, told: Told) -> bool:
    """Whether this is what stands there already."""
    there = {Present(one.school_id, one.staff, one.will_try) for one in activity.attendances.all()}
    facts = (activity.kind, activity.held_on, activity.place, activity.focus, activity.taken_back)
    return there == set(told.present) and facts == (told.kind, told.held_on, told.place, told.focus, told.taken_back)


def _require_open(centre: Centre) -> None:
    if centre.state == CentreState.CLOSED:
        raise Refused(_("The Centre is closed; nothing more is planned or written in it."))


def _require_near(told: Told, today: date) -> None:
    if abs(told.held_on - today) > FURTHEST:
        raise Refused(_("The day lies more than two years away. Look at its year."))


def _lacking(told: Told, today: date) -> list[str]:
    """Everything that stands between it and a record of what was held."""
    return [
        *([_("its day is still to come")] if told.held_on > today else []),
        *([] if _is_shared(told) else [_("fewer than two schools have a number of staff")]),
        *([] if told.taken_back.strip() else [_("what was taken back is not written")]),
    ]


def _is_shared(told: Told) -> bool:
    return len({one.school for one in told.present}) >= LEAST_SCHOOLS


def _keep_attendances(activity: Activity, present: Sequence[Present]) -> None:
    """These take the place of those that stood. A school that has left the Centre since stays where it was."""
    before = set(activity.attendances.values_list("school_id", flat=True))
    belonging = Membership.objects.belonging().filter(centre=activity.centre_id)
    if not {one.school for one in present} <= before | set(belonging.values_list("school_id", flat=True)):
        raise Refused(_("One of these schools does not stand in this Centre."))
    activity.attendances.all().delete()
    Attendance.objects.bulk_create(
        Attendance(activity=activity, school_id=one.school, staff=one.staff, will_try=one.will_try) for one in present
    )
