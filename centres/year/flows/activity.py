"""Activities of a Centre, planned, written and recorded by any of its coordinators (R41)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from centres.membership.enums import CentreState
from centres.membership.models.centre import Centre
from centres.year.conditions.activity import Present, lacking_of, told_of_schools
from centres.year.enums import ActivityState
from centres.year.models.activity import FACTS, Activity, Attendance, blank_texts, prose_among
from centres.year.querysets.activity import schools_of
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import advance, record_event
from iqm_coe.lib.versioned import Edit
from iqm_coe.texts.flows.kept import Saved, begins_a_sitting, laid_over, settled

FURTHEST = timedelta(days=731)  # a day beyond, either way, is a slip of the pen
WRITTEN = (*FACTS, "taken_back", "updated_at", "updated_by")


@transaction.atomic
def plan(centre: Centre, edit: Edit, *, by: User, at: datetime, is_held: bool = False) -> Activity:
    """Put an activity down, or record at once what was held. The same page sent twice is one activity."""
    fresh: Centre = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    require(by, "year.record_activity", fresh)
    texts = {name: box.text for step in edit.steps for name, box in step.boxes.items()}
    known: Activity | None = Activity.objects.filter(planned_from=edit.page).first() if edit.page else None
    if known:
        return _sent_again(known, fresh, texts)
    _require_open(fresh)
    blank = blank_texts(schools_of(fresh.pk, since=at))
    _require_boxes(edit, blank)
    activity = Activity(centre=fresh, planned_at=at, planned_by=by, planned_from=edit.page)
    _put_down(activity, blank | texts, on=london_date(at))
    record_event(activity, "plan", by=by, at=at, facts={"held_on": activity.held_on.isoformat()})
    return _record(activity, by=by, at=at) if is_held else activity


@transaction.atomic
def write(activity: Activity, edit: Edit, *, by: User, at: datetime) -> Saved[Activity]:
    """Lay what a page sends over an activity; what cannot stand beside what others saved is kept and handed back.

    What is recorded stays whole. What was called off stays so: texts save themselves, and that decides nothing.
    """
    rows = Activity.objects.select_for_update(of=("self",)).select_related("centre", "planned_by", "updated_by")
    fresh: Activity = rows.get(pk=activity.pk)
    require(by, "year.record_activity", fresh)
    _require_open(fresh.centre)
    now = fresh.texts()
    _require_boxes(edit, now)
    taken = laid_over(fresh, edit, now, prose=prose_among(now), by=by)
    last_by, last_at = fresh.last_saved
    if taken.is_changed:
        _put_down(fresh, taken.texts, on=london_date(at))
        fresh.updated_by, fresh.updated_at = by, at
        if fresh.state == ActivityState.HELD or begins_a_sitting(last_by, last_at, by=by, at=at):
            record_event(fresh, "write", by=by, at=at, facts={"held_on": fresh.held_on.isoformat()})
    return settled(fresh, edit, taken, columns=WRITTEN, theirs_by=last_by, by=by, at=at)


@transaction.atomic
def record(activity: Activity, edit: Edit, *, by: User, at: datetime) -> Saved[Activity]:
    """Save it and record it as held: the day has come, two schools were there, and they say what they took back."""
    return _decided(write(activity, edit, by=by, at=at), "record", by=by, at=at)


@transaction.atomic
def call_off(activity: Activity, edit: Edit, *, by: User, at: datetime) -> Saved[Activity]:
    """Save what was written; it does not take place and is asked for no more, until somebody takes it up again."""
    return _decided(write(activity, edit, by=by, at=at), "call_off", by=by, at=at)


@transaction.atomic
def take_up(activity: Activity, edit: Edit, *, by: User, at: datetime) -> Saved[Activity]:
    """Save what was written; what was called off takes place after all."""
    return _decided(write(activity, edit, by=by, at=at), "take_up", by=by, at=at)


def _decided(saved: Saved[Activity], action: str, *, by: User, at: datetime) -> Saved[Activity]:
    """One step on from what was saved, unless somebody was there before.

    What met another text in one place is put together first: nobody decides on what they have not seen.
    """
    if saved.clashes or saved.row.state == Activity.TRANSITIONS[action].target:
        return saved
    row = _record(saved.row, by=by, at=at) if action == "record" else advance(saved.row, action, by=by, at=at)
    return Saved(row)


def _sent_again(known: Activity, centre: Centre, texts: Mapping[str, str]) -> Activity:
    """The activity that this page has planned already, where it still says the same."""
    if known.centre_id != centre.pk or not texts.items() <= known.texts().items():
        raise Refused(
            _("This form has planned an activity already, and it says something else. Open it on the Centre's page.")
        )
    return known


def _require_open(centre: Centre) -> None:
    if centre.state == CentreState.CLOSED:
        raise Refused(_("The Centre is closed; nothing more is planned or written in it."))


def _require_boxes(edit: Edit, boxes: Collection[str]) -> None:
    if any(name not in boxes for step in edit.steps for name in step.boxes):
        raise Refused(_("One of these schools does not stand in this Centre."))


def _record(activity: Activity, *, by: User, at: datetime) -> Activity:
    """Raises Refused with everything that is lacking, and with each school whose words wait for a number."""
    waiting = activity.attendances.filter(staff=None).select_related("school")
    nameless = [_("%s will try something and has no number of staff") % one.school.name for one in waiting]
    if lacking := [*lacking_of(activity.texts(), london_date(at)), *nameless]:
        raise Refused(_("It cannot be recorded as held yet: %s. It can be saved meanwhile.") % "; ".join(lacking))
    schools = [one.school_id for one in activity.present]
    return advance(activity, "record", by=by, at=at, facts={"schools": schools}, recorded_at=at, recorded_by=by)


def _put_down(activity: Activity, texts: Mapping[str, str], *, on: date) -> None:
    """The texts of the boxes into the rows they belong to. Raises Refused where the activity would not be whole."""
    if not all(texts[name].strip() for name in FACTS):
        raise Refused(_("An activity says what it is, when, where and on what. Nothing was changed."))
    held_on = date.fromisoformat(texts["held_on"])
    if held_on != activity.held_on and abs(held_on - on) > FURTHEST:
        raise Refused(_("The day lies more than two years away. Look at its year."))
    if activity.state == ActivityState.HELD and (lacking := lacking_of(texts, on)):
        raise Refused(_("It is recorded as held and stays whole, but %s. Nothing was changed.") % "; ".join(lacking))
    for name in ("kind", "place", "focus", "taken_back"):
        setattr(activity, name, texts[name])
    activity.held_on = held_on
    if activity.pk is None:
        activity.save()
    _keep_attendances(activity, told_of_schools(texts))


def _keep_attendances(activity: Activity, told: set[Present]) -> None:
    """These take the place of those that stood; a row of which nothing changed stays."""
    there = {Present(one.school_id, one.staff, one.will_try) for one in activity.attendances.all()}
    activity.attendances.filter(school__in=[one.school for one in there - told]).delete()
    Attendance.objects.bulk_create(
        Attendance(activity=activity, school_id=one.school, staff=one.staff, will_try=one.will_try)
        for one in told - there
    )
