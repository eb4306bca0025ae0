"""What stops the writing of a school, and the days that bind it by its silence: they stand still meanwhile (R48j).

Whatever takes silence for an answer declares its rows here. The round that does so asks `is_frozen` and passes over
them; once the writing is allowed again, as many working days are left as were left when it was stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least

from iqm_coe.lib.dates import last_moment, london_date
from iqm_coe.lib.working_days import is_working_day, working_days_from
from schools.enums import FreezeState

Stop = Callable[[str], QuerySet[Model]]
_stops: list[Stop] = []


def stops_writing(stop: Stop) -> Stop:
    """Let something of an upper app stop the writing of schools, such as of all that stand in a Centre: it is given the
    column that names a school, and gives the stops that stand.
    """
    _stops.append(stop)
    return stop


@stops_writing
def school_frozen(column: str) -> QuerySet[Model]:
    """The school's own stop."""
    stops: QuerySet[Model] = apps.get_model("schools", "SchoolFreeze").objects.filter(school=OuterRef(column))
    return stops.filter(state=FreezeState.STANDING)


def is_frozen(column: str) -> Q:
    """Whether anything stops the writing of the school that this column names."""
    frozen = Q(pk__in=[])
    for stop in _stops:
        frozen |= Q(Exists(stop(column)))
    return frozen


def is_stopped(school: int) -> bool:
    """The same of one school, by its number."""
    stopped: bool = apps.get_model("schools", "School").objects.filter(is_frozen("pk"), pk=school).exists()
    return stopped


def frozen_since(column: str) -> Least:
    """When the first of the stops began that stand over the school that this column names."""
    return Least(*(Subquery(stop(column).order_by("begun_at").values("begun_at")[:1]) for stop in _stops))


@dataclass(frozen=True)
class Silence:
    """Rows that wait for an answer of a school. `asked` names the column of the instant since which they wait, `until`
    that of their last day, or of its last instant; `school` leads to the school.
    """

    waiting: Callable[[], QuerySet[Model]]
    school: str
    asked: str
    until: str


_silences: list[Silence] = []


def binds_by_silence(silence: Silence) -> Silence:
    """Declare it, at the foot of the model's module."""
    _silences.append(silence)
    return silence


def silences() -> list[Silence]:
    """All of the product."""
    return list(_silences)


def day_given_back(until: date, *, stopped_on: date, allowed_on: date, country: str) -> date:
    """The last day once the school writes again: as many working days from then as it had left, at least one. A day
    that had passed before the stop, or lies later anyhow, stays.
    """
    if until < stopped_on:
        return until
    ahead = (stopped_on + timedelta(days=number) for number in range(1, (until - stopped_on).days + 1))
    left = sum(is_working_day(day, country) for day in ahead)
    return max(until, working_days_from(allowed_on, max(left, 1), country))


def moved(end: date | datetime, day: date) -> date | datetime:
    """The same end on another day: a day, or the last instant of one."""
    return last_moment(day) if isinstance(end, datetime) else day


def day_of(end: date | datetime) -> date:
    """The London day of an end."""
    return london_date(end) if isinstance(end, datetime) else end
