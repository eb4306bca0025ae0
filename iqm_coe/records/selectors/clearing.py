"""What is past its time today, and within the next month, kind by kind (R46m)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.apps import apps
from django.db.models import Min
from django.utils.translation import gettext as _

from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.retention import declared_retention
from iqm_coe.lib.schedule import Entry
from iqm_coe.records.conditions import hold
from iqm_coe.records.conditions.clearing import NAME, NIGHT, Timed, timed
from iqm_coe.records.selectors.withdrawal import part_of

SOON = timedelta(days=30)
NIGHTS_SHOWN = 14


@dataclass(frozen=True)
class Due:
    """One rule: its sentence, how many rows would go now, how many of those a hold keeps, since when the oldest counts,
    and how many would go within thirty days.
    """

    label: str
    name: str
    keeps: str
    now: int
    held: int
    oldest: date | None
    soon: int
    no_hold: str  # why no hold keeps it


@dataclass(frozen=True)
class KeptForGood:
    """A table of which the night clears nothing, and why."""

    name: str
    keeps: str


def due(at: datetime) -> list[Due]:
    """Every rule that the night carries out, by the names of their tables; two of one name say from when they count."""
    rules = list(timed())
    named = Counter(_name(one) for one in rules)
    return [_due(one, at, is_one_of_several=named[_name(one)] > 1) for one in rules]


def _name(one: Timed) -> str:
    return str(one.model._meta.verbose_name).capitalize()


def _due(one: Timed, at: datetime, *, is_one_of_several: bool) -> Due:
    over = one.over(at)
    now = over.count()
    name, counts = _name(one), one.rule.since.words if one.rule.since else ""
    if is_one_of_several:
        name = _("%(name)s (counted since %(then)s)") % {"name": name, "then": counts}
    return Due(
        label=one.label,
        name=name,
        keeps=one.rule.in_words(lambda column: part_of(one.model, column)),
        now=now,
        held=0 if one.rule.no_hold or not now else hold.among(over).count(),
        oldest=_oldest(one, at) if now else None,
        soon=one.over(at + SOON).count(),
        no_hold=str(one.rule.no_hold),
    )


def _oldest(one: Timed, at: datetime) -> date | None:
    """The day from which the time of the oldest counts."""
    columns = one.rule.since.columns if one.rule.since else ()
    found = [one.over(at).order_by().aggregate(first=Min(column))["first"] for column in columns]
    days = [first.astimezone(LONDON).date() if isinstance(first, datetime) else first for first in found if first]
    return min(days, default=None)


def next_clearing(at: datetime) -> datetime:
    """When the clock starts it next."""
    return Entry(NAME, "", NIGHT).next_after(at)


def not_cleared() -> Sequence[KeptForGood]:
    """The other tables, those that are kept in the same way together."""
    kept = [
        (row.keeps, str(apps.get_model(label)._meta.verbose_name))
        for label, row in declared_retention().items()
        if not any(rule.is_timed for rule in row.every_rule)
    ]
    return [
        KeptForGood(", ".join(name for _keeps, name in rows), keeps)
        for keeps, rows in groupby(sorted(kept), key=lambda one: one[0])
    ]
