"""The registry of how long each kind of record is kept, what then becomes of it, and what a copy leaves out (R46c).

A rule is said once: the nightly clearing acts by it, and its sentence is made from it. The periods are proposals of the
house until IQM decides them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Model, Q
from django.db.models.expressions import Combinable
from django.utils.text import get_text_list
from django.utils.translation import gettext as _now
from django.utils.translation import ngettext

from iqm_coe.lib.conf import Setting
from iqm_coe.lib.dates import first_moment, london_date, months_later

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Then = Callable[[Any, datetime], object]  # the row that is about to go, when
YEAR = 12  # months


class Unit(Enum):
    HOURS = "hours"
    MONTHS = "months"


@dataclass(frozen=True)
class Period:
    """So many hours to the instant, or so many months with the whole of their last day in London."""

    length: "int | Setting[int]"
    unit: Unit

    @property
    def number(self) -> int:
        """The length in force."""
        return self.length.get() if isinstance(self.length, Setting) else self.length

    def before(self, at: datetime, *, is_day: bool) -> date:
        """What began before this, a day or an instant, is past its time."""
        if self.unit is Unit.HOURS:
            return at - timedelta(hours=self.number)
        day = months_later(london_date(at), -self.number)
        return day if is_day else first_moment(day)

    def __str__(self) -> str:
        number = self.number
        if self.unit is Unit.HOURS:
            return ngettext("%(number)d hour", "%(number)d hours", number) % {"number": number}
        if number % YEAR == 0 and number > 2 * YEAR:
            return _now("%(number)d years") % {"number": number // YEAR}
        return ngettext("%(number)d month", "%(number)d months", number) % {"number": number}


def hours(number: int) -> Period:
    return Period(number, Unit.HOURS)


def months(number: "int | Setting[int]") -> Period:
    return Period(number, Unit.MONTHS)


def years(number: int) -> Period:
    return Period(number * YEAR, Unit.MONTHS)


@dataclass(frozen=True)
class Since:
    """From when a period counts, in words, and where that stands: columns of the row, or what is found for it. Of
    several the latest counts; a row that has none of them is not past its time.
    """

    words: "str | _StrPromise"
    columns: tuple[str | Combinable, ...]


def since(words: "str | _StrPromise", *columns: str | Combinable) -> Since:
    return Since(words, columns)


class Deed(Enum):
    STAYS = "stays"  # for good
    WITH = "with"  # goes as something else goes
    ACT = "act"  # goes by an act, or as the thing changes
    DELETED = "deleted"
    EMPTIED = "emptied"


@dataclass(frozen=True)
class Rule:
    """What becomes of the rows of one table, or of some of their columns."""

    deed: Deed
    why: "str | _StrPromise" = ""
    period: Period | None = None
    since: Since | None = None
    columns: tuple[str, ...] = ()
    parent: str = ""
    by: str = ""  # the column that leads to the parent, where the row goes in the same act
    only: Q | None = None
    no_hold: "str | _StrPromise" = ""  # why a legal hold does not keep it; empty: it does
    then: Then | None = None

    @property
    def is_timed(self) -> bool:
        """Whether the nightly clearing carries it out."""
        return self.since is not None

    def __str__(self) -> str:
        return self.in_words(lambda column: column.replace("_", " "))

    def in_words(self, name_of: Callable[[str], str]) -> str:
        """The sentence, with the columns as `name_of` calls them."""
        if self.deed is Deed.ACT:
            return str(self.why)
        told = self._told(name_of)
        return f"{told} ({self.why})" if self.why else told

    def _told(self, name_of: Callable[[str], str]) -> str:
        if self.deed is Deed.STAYS:
            return _now("for good")
        if self.deed is Deed.WITH:
            parent = str(apps.get_model(self.parent)._meta.verbose_name)
            return _now("as long as the %s that it belongs to") % parent
        ends = self.since.words if self.since else ""
        term = _now("%(period)s after %(since)s") if self.period else _now("until %(since)s")
        kept = term % {"period": self.period, "since": ends}
        if self.deed is Deed.DELETED:
            return _now("%s; then it is deleted") % kept
        emptied = get_text_list([name_of(column) for column in self.columns], _now("and"))
        return _now("%(kept)s; then emptied: %(columns)s") % {"kept": kept, "columns": emptied}


def for_good(why: "str | _StrPromise" = "") -> Rule:
    return Rule(Deed.STAYS, why)


def goes_with(parent: str, by: str = "") -> Rule:
    """With a row of that table; `by` leads to it, where the clearing deletes both."""
    return Rule(Deed.WITH, parent=parent, by=by)


def until(why: "str | _StrPromise") -> Rule:
    """Until an act of somebody, or of the product as it works, takes it away."""
    return Rule(Deed.ACT, why)


def deleted(
    period: Period | None,
    after: Since,
    why: "str | _StrPromise" = "",
    *,
    no_hold: "str | _StrPromise" = "",
    then: Then | None = None,
) -> Rule:
    """The row goes; without a period once the instant has come that stands on it."""
    return Rule(Deed.DELETED, why, period, after, no_hold=no_hold, then=then)


def emptied(period: Period, after: Since, *columns: str, only: Q | None = None, why: "str | _StrPromise" = "") -> Rule:
    """Its words, or the bytes of its file, go; who, when and how much stay."""
    return Rule(Deed.EMPTIED, why, period, after, columns=columns, only=only)


@dataclass(frozen=True)
class Kept:
    """The rules of one table, and the columns that are emptied or replaced in a copy; none where nothing tells of a
    person.
    """

    rules: Rule | tuple[Rule, ...]
    scrub: tuple[str, ...] = ()

    @property
    def every_rule(self) -> tuple[Rule, ...]:
        return self.rules if isinstance(self.rules, tuple) else (self.rules,)

    @property
    def keeps(self) -> str:
        """How long, in words."""
        return "; ".join(str(rule) for rule in self.every_rule)


_declared: dict[str, Kept] = {}


def retention(kept: Mapping[str, Kept]) -> Mapping[str, Kept]:
    """Declare an app's own tables, and those of a library that it brings along, by the label of their model."""
    for label, row in kept.items():
        if _declared.get(label, row) != row:
            raise ValueError(f"The retention of {label} is declared twice.")
        _declared[label] = row
    return kept


def declared_retention() -> Mapping[str, Kept]:
    """Every table of the product."""
    return dict(_declared)


def going_with(label: str) -> list[tuple[type[Model], str]]:
    """The tables whose rows are deleted with a row of this one, each with the column that leads to it."""
    return [
        (apps.get_model(child), rule.by)
        for child, kept in _declared.items()
        for rule in kept.every_rule
        if rule.deed is Deed.WITH and rule.parent == label and rule.by
    ]
