"""The writing of a school, or of all schools of a Centre, is stopped and allowed again (A3)."""

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import advance, record_event
from schools import emails
from schools.models.freeze import Freeze, SchoolFreeze
from schools.models.school import School
from schools.stopping import Silence, day_given_back, day_of, moved, silences

# Under this name the trail keeps that a day was moved since the writing had been stopped.
GIVEN_BACK = "give_back_days"

AnyFreeze = TypeVar("AnyFreeze", bound=Freeze)


@transaction.atomic
def stop(school: School, *, by: User, at: datetime, reason: str) -> SchoolFreeze:
    """From the next request on nobody writes in the name of this school; IQM does. Raises Refused when it is so."""
    require(by, "schools.freeze", school)
    freeze = begin(SchoolFreeze(school=school), by=by, at=at, reason=reason)
    emails.writing_stopped(freeze, school.name, [school.pk], about=school, reason=reason, at=at)
    return freeze


@transaction.atomic
def allow(school: School, *, by: User, at: datetime, reason: str) -> SchoolFreeze:
    """The people of the school write again, as their roles let them. Raises Refused when nothing stops them."""
    freeze = end(SchoolFreeze.objects.filter(school=school).standing().first(), by=by, at=at, reason=reason)
    give_back_days([school.pk], freeze, by=by, at=at)
    emails.writing_stopped(freeze, school.name, [school.pk], about=school, reason=reason, at=at)
    return freeze


def begin(freeze: AnyFreeze, *, by: User, at: datetime, reason: str) -> AnyFreeze:
    """Write it, once."""
    freeze.begun_by, freeze.begun_at = by, at
    try:
        with transaction.atomic():
            freeze.save()
    except IntegrityError as error:
        raise Refused(_("Writing is stopped there already. Nothing was changed.")) from error
    record_event(freeze, "stop", by=by, at=at, reason=reason)
    return freeze


def end(freeze: AnyFreeze | None, *, by: User, at: datetime, reason: str) -> AnyFreeze:
    """Lift it. Raises Refused where there is none, NotPermitted."""
    if freeze is None:
        raise Refused(_("Nothing stops the writing there. Nothing was changed."))
    return advance(freeze, "lift", by=by, at=at, reason=reason, ended_by=by, ended_at=at)


def give_back_days(schools: Collection[int], freeze: Freeze, *, by: User, at: datetime) -> None:
    """Whoever could not answer has lost no day: each day that binds these schools by silence moves (R48j)."""
    for silence in silences():
        waiting = silence.waiting().filter(**{f"{silence.school}__in": schools}).order_by("pk")
        countries = dict(waiting.values_list("pk", f"{silence.school}__country"))
        for row in waiting.select_for_update(of=("self",)):
            _give_back(row, silence, countries.get(row.pk, ""), freeze, by=by, at=at)


def _give_back(row: Model, silence: Silence, country: str, freeze: Freeze, *, by: User, at: datetime) -> None:
    end_of_row = getattr(row, silence.until)
    until, since = day_of(end_of_row), max(freeze.begun_at, getattr(row, silence.asked))
    day = day_given_back(until, stopped_on=london_date(since), allowed_on=london_date(at), country=country)
    if day == until:
        return
    setattr(row, silence.until, moved(end_of_row, day))
    row.save(update_fields=[silence.until])
    record_event(row, GIVEN_BACK, by=by, at=at, facts={"until": day.isoformat()})
