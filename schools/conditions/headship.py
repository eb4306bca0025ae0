"""Whether somebody stands at the head of a school, and since when nobody does (R5r)."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, Max, Min, OuterRef, Q
from django.db.models.functions import Coalesce

from schools.enums import HEADS
from schools.models.role import SchoolRole
from schools.querysets import SchoolQuerySet


class Vacancy(NamedTuple):
    """A school with people here and nobody at its head."""

    school: int
    name: str
    since: datetime


def vacancies(schools: SchoolQuerySet, most: int) -> list[Vacancy]:
    """Those of these schools whose headship is vacant, the longest first: since the last head went, and where none was
    ever named, since the first person came.
    """
    people = SchoolRole.objects.live().filter(school=OuterRef("pk"))
    vacant = schools.filter(Exists(people), ~Exists(people.at_the_head()))
    since = Coalesce(Max("roles__ended_at", filter=Q(roles__kind__in=HEADS)), Min("roles__granted_at"))
    told = vacant.order_by().annotate(since=since).order_by("since", "pk").values_list("pk", "name", "since")
    return [Vacancy(*row) for row in told[:most]]
