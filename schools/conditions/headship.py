"""Whether somebody stands at the head of a school, and since when nobody does (R5r)."""

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from schools.enums import HEADS, SchoolRoleKind
from schools.holding import OverAt
from schools.models.role import SchoolRole
from schools.querysets import SchoolQuerySet

FILLING = tuple(kind for kind in HEADS if kind != SchoolRoleKind.ACTING)


class Vacancy(NamedTuple):
    """A school with people here and nobody at its head; where somebody acts until one is named, who and until when."""

    school: int
    name: str
    since: datetime
    acting: str | None
    until: date | None


def vacancies(schools: SchoolQuerySet, most: int) -> list[Vacancy]:
    """Those of these schools whose headship is vacant, the longest first: since the last head went, and where none was
    ever named, since the first person came.
    """
    people = SchoolRole.objects.live().filter(school=OuterRef("pk"))
    vacant = schools.filter(Exists(people), ~Exists(people.filling_the_headship()))
    ended = Coalesce("roles__ended_at", OverAt("roles__until"))  # its day ends a role, also while nobody has marked it
    since = Coalesce(Max(ended, filter=Q(roles__kind__in=FILLING)), Min("roles__granted_at"))
    acting = people.filter(kind=SchoolRoleKind.ACTING).order_by("-until", "pk")
    until, name = (Subquery(acting.values(column)[:1]) for column in ("until", "user__name"))
    rows = vacant.order_by().annotate(since=since, acting=name, until=until).order_by("since", "pk")
    told = rows.values_list("pk", "name", "since", "acting", "until")
    return [Vacancy(*row) for row in told[:most]]
