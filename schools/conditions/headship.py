"""Whether somebody stands at the head of a school, and since when nobody does (R5r)."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.kept_questions import kept
from schools.enums import HEADS, SchoolRoleKind
from schools.holding import OverAt
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.querysets import SchoolQuerySet

FILLING = tuple(kind for kind in HEADS if kind != SchoolRoleKind.ACTING)


class Vacancy(NamedTuple):
    """A school with people here and nobody at its head; where somebody acts until one is named, who and until when;
    where the account of its head is shut, whose, and since when.
    """

    school: int
    name: str
    since: datetime
    acting: str | None
    until: date | None
    shut: str | None
    shut_since: datetime | None


def vacancies(schools: SchoolQuerySet, most: int) -> list[Vacancy]:
    """Those of these schools whose headship is vacant, the longest first: since the last head went, and where none was
    ever named, since the first person came.
    """
    return [Vacancy(*row) for row in _vacant(schools, most)]


@kept()
def _vacant(schools: SchoolQuerySet, most: int) -> QuerySet[School, tuple[Any, ...]]:
    people = SchoolRole.objects.live().filter(school=OuterRef("pk"))
    vacant = schools.filter(Exists(people), ~Exists(people.filling_the_headship()))
    ended = Coalesce("roles__ended_at", OverAt("roles__until"))  # its day ends a role, also while nobody has marked it
    since = Coalesce(Max(ended, filter=Q(roles__kind__in=FILLING)), Min("roles__granted_at"))
    acting = people.filter(kind=SchoolRoleKind.ACTING).order_by("-until", "pk")
    until, name = (Subquery(acting.values(column)[:1]) for column in ("until", "user__name"))
    shut, shut_since = _shut_heads()
    since = Coalesce(shut_since, since)
    rows = vacant.order_by().annotate(since=since, acting=name, until=until, shut=shut, shut_since=shut_since)
    told: QuerySet[School, tuple[Any, ...]]
    told = rows.order_by("since", "pk").values_list("pk", "name", "since", "acting", "until", "shut", "shut_since")
    return told[:most]


def _shut_heads() -> tuple[Subquery, Subquery]:
    """Of each school the name of a head who holds the role and whose account is shut, and when it was."""
    held = SchoolRole.objects.held().filling_the_headship().filter(school=OuterRef("pk"), user__is_active=False)
    label = User._meta.label_lower
    shutting = Event.objects.filter(subject_type=label, subject_id=OuterRef("user"), action="emergency_shut")
    told = held.annotate(shut_at=Subquery(shutting.order_by("-pk").values("at")[:1])).order_by("-shut_at", "pk")
    return Subquery(told.values("user__name")[:1]), Subquery(told.values("shut_at")[:1])
