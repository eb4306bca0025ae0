"""The history of a Centre: each room says in its `history.py` which of its things belong to one, and who may see what
has happened to them. The Centre's page asks here and knows none of the rooms.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, IntegerField, QuerySet, TextChoices, Value
from django.db.models.expressions import F
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _


class Chapter(TextChoices):
    """By what the history of a Centre is narrowed."""

    CENTRE = "centre", _("Centre and schools")
    APPLICATION = "application", _("Application")
    YEAR = "year", _("Years, plans and activities")
    MONEY = "money", _("Money")
    HOUR = "hour", _("Consultancy")
    UPDATE = "update", _("Updates")
    VISIT = "visit", _("Visits and targets")
    REPORT = "report", _("Reports")
    MAIL = "mail", _("Mail")


@dataclass(frozen=True)
class Subject:
    """One kind of thing. `school`, `year` and `named` are ways to the school, to the year and to a name of it; with
    `address` its lines lead to what `leads_to` finds. What is `quiet` is told to nobody: each save of a text. What is
    `for_office` is told to the office alone, also to whoever sees the thing later on.
    """

    label: str
    chapter: Chapter
    rows: Callable[[Any, int], QuerySet[Any]]  # of (person, Centre): those that this person may see
    school: str = ""
    year: str = ""
    named: str = ""
    address: Callable[[int], str] | None = None
    leads_to: str = "pk"
    quiet: frozenset[str] = field(default_factory=frozenset)
    for_office: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Found:
    """One thing of a Centre: its number, the school and the year it is of, its name, where it leads."""

    subject: Subject
    number: int
    school: int | None
    school_name: str
    year: int | None
    named: str
    leads_to: int | None

    @property
    def url(self) -> str:
        return self.subject.address(self.leads_to) if self.subject.address and self.leads_to else ""


_subjects: list[Subject] = []
_COLUMNS = (
    *("told_place", "told_number", "told_school", "told_school_name"),
    *("told_year", "told_name", "told_way"),
)


def of_a_centre(*subjects: Subject) -> tuple[Subject, ...]:
    """Declare them, in a room's history.py."""
    _subjects.extend(subjects)
    return subjects


def declared() -> list[Subject]:
    return list(_subjects)


def found_in(user: object, centre: int) -> list[Found]:
    """Every thing of this Centre that this person may see: one question to the database for all kinds."""
    first, *others = [_rows(place, one, user, centre) for place, one in enumerate(_subjects)]
    return [Found(_subjects[place], *row) for place, *row in first.union(*others, all=True)]


def _rows(place: int, subject: Subject, user: object, centre: int) -> QuerySet[Any, Any]:
    rows = subject.rows(user, centre)
    of_school = F(f"{subject.school}__pk") if subject.school else Value(None)
    name = F(f"{subject.school}__name") if subject.school else Value("")
    told = rows.order_by().annotate(
        told_place=Value(place, IntegerField()),
        told_number=F("pk"),
        told_school=Cast(of_school, IntegerField()),
        told_school_name=Cast(name, CharField()),
        told_year=Cast(F(subject.year) if subject.year else Value(None), IntegerField()),
        told_name=Cast(F(subject.named) if subject.named else Value(""), CharField()),
        told_way=Cast(F(subject.leads_to), IntegerField()),
    )
    found: QuerySet[Any, Any] = told.values_list(*_COLUMNS).distinct()
    return found
