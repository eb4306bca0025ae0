"""Which rows are past their time, by the rule of their table (R46c)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache, reduce
from operator import and_, or_
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import DateField, DateTimeField, EmailField, Field, Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import BaseExpression, Combinable

from iqm_coe.lib.files import CLEARED
from iqm_coe.lib.retention import Deed, Rule, declared_retention
from iqm_coe.lib.withdrawing import MARK

FILE = "file"
NOTHING = ("", MARK)  # of which nothing is left to go
NIGHT = time(3, 50)  # in London
NAME = "clear what is past its time"  # as the clock calls it


@dataclass(frozen=True)
class Timed:
    """One rule that the night carries out, with its table."""

    model: type[Model]
    rule: Rule
    number: int  # of the table's rules

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def round(self) -> str:
        """As the page of faults names it."""
        return f"clear {self.label}, rule {self.number}"

    def over(self, at: datetime) -> "QuerySet[Model]":
        """The rows whose time is over at this instant, and of which something is left."""
        rule, rows = self.rule, self.model._default_manager.all()
        ends = [f"since_{number}" for number in range(len(rule.since.columns))] if rule.since else []
        found = []
        for end, column in zip(ends, rule.since.columns if rule.since else (), strict=True):
            name = column if isinstance(column, str) else end
            if not isinstance(column, str):
                rows = rows.alias(**{end: column})
            found.append((name, self._is_before(name, column, at)))
        rows = rows.filter(reduce(and_, [Q(**{f"{name}__isnull": True}) | over for name, over in found]))
        rows = rows.filter(reduce(or_, [Q(**{f"{name}__isnull": False}) for name, _over in found]))
        rows = rows.filter(rule.only) if rule.only else rows
        return rows.filter(self._something_is_left()) if rule.deed is Deed.EMPTIED else rows

    def _is_before(self, name: str, column: str | Combinable, at: datetime) -> Q:
        if self.rule.period is None:
            return Q(**{f"{name}__lte": at})
        kind = _field(self.model, column) if isinstance(column, str) else _made(column)
        is_day = isinstance(kind, DateField) and not isinstance(kind, DateTimeField)
        return Q(**{f"{name}__lt": self.rule.period.before(at, is_day=is_day)})

    def _something_is_left(self) -> Q:
        left = [
            Q(withdrawn_at=None)
            if name == FILE
            else ~Q(**{f"{name}__in": NOTHING}) & ~Q(**{f"{name}__startswith": CLEARED})
            for name in self.rule.columns
        ]
        return reduce(or_, left)

    def emptied(self, row: Model, at: datetime) -> dict[str, str | datetime]:
        """What then stands in the columns of this row that change. An address becomes none at all."""
        then: dict[str, str | datetime] = {}
        for name in self.rule.columns:
            if name == FILE:
                then |= {"withdrawn_at": at} if getattr(row, "withdrawn_at", None) is None else {}
            elif getattr(row, name) not in NOTHING:
                then[name] = "" if isinstance(self.model._meta.get_field(name), EmailField) else CLEARED
        return then


def _field(model: type[Model], path: str) -> "Field[Any, Any]":
    """The column at the end of a path."""
    *ways, last = path.split(LOOKUP_SEP)
    for way in ways:
        model = model._meta.get_field(way).related_model  # type: ignore[assignment]  # a way leads to a table
    field: Field[Any, Any] = model._meta.get_field(last)  # type: ignore[assignment]  # the last is a column
    return field


def _made(column: Combinable) -> "Field[Any, Any] | None":
    return column.output_field if isinstance(column, BaseExpression) else None


def timed() -> Iterator[Timed]:
    """Every rule that the night carries out, by the names of their tables."""
    for label, kept in sorted(declared_retention().items()):
        for number, rule in enumerate(kept.every_rule, start=1):
            if rule.is_timed:
                yield Timed(apps.get_model(label), rule, number)


def is_guarded(model: type[Model]) -> bool:
    """Whether the owner's function alone clears its rows."""
    return model._meta.db_table in guarded_tables()


@cache
def guarded_tables() -> frozenset[str]:
    """The tables whose rows are written once: the owner's function alone clears them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT of_table FROM clearable_rows()")
        return frozenset(str(table) for (table,) in cursor.fetchall())
