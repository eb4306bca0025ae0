"""Settings that an administrator may change: declared with type, default and words in each app's conf.py."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from typing import Any, Generic, TypeAlias, TypeVar

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.units import Unit

Value = int | str | bool | list[str]
T = TypeVar("T", int, str, bool, list[str])


class Part(TextChoices):
    """Under which heading of the page a setting stands; in a conf.py `PART` says it for all of them."""

    OFFICE = "office", _later("IQM: its name and how it is reached")
    JOINING = "joining", _later("Joining and applications")
    SCHOOLS = "schools", _later("Schools, awards and roles")
    YEAR = "year", _later("The year: plans and updates")
    VISITS = "visits", _later("Visits and targets")
    REPORTS = "reports", _later("Reports")
    HOUR = "hour", _later("Consultancy")
    MONEY = "money", _later("Money")
    REMINDERS = "reminders", _later("Reminders")
    ACCESS = "access", _later("People and signing in")
    KEPT = "kept", _later("How long things are kept")
    MACHINE = "machine", _later("The machine")


class Holds(TextChoices):
    """From when on a new value holds, and for what."""

    STAMPED = "stamped", _later("It holds for what arises from now on. What has its day already keeps it.")
    AT_ONCE = (
        "at_once",
        _later(
            "It holds at once, also for what is open. What was issued, agreed, planned or given a day stays as it was."
        ),
    )
    CLEARS = "clears", _later("The next night takes away what is older than that, and nothing brings it back.")


def in_force() -> dict[str, Any]:
    """Every setting's value: one query a page for all. Reading never writes, so a release may change a default.

    Constance reads Django's settings when it is imported, and they import this module: so it is found when asked.
    """
    return per_request(("settings",), import_string("constance.utils.get_values"))


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One setting. A deadline that follows from it is stamped on its row when it arises (R47)."""

    name: str
    default: T
    words: str | Promise
    minimum: int = 0
    maximum: int = 3650
    is_pence: bool = False  # kept in pence, shown and typed in pounds
    choices: tuple[tuple[str, str | Promise], ...] = ()
    unit: str | Promise | Unit = ""
    clean: Callable[[T], T] | None = None  # the value as it is kept; raises Refused in words
    preview: Callable[[T, date], list[str]] | None = None  # what it gives of a thing of this day, a line each
    holds: Holds = Holds.AT_ONCE
    part: Part | None = None  # where it stands under another heading than the rest of its room

    def kept(self, value: T) -> T:
        """The value as it would be kept. Raises Refused in words where it means nothing."""
        if isinstance(value, int) and not self.minimum <= value <= self.maximum:
            words = _("Give a number from %(least)s to %(most)s.")
            raise Refused(words % {"least": self.minimum, "most": self.maximum})
        return self.clean(value) if self.clean else value

    def means(self, value: T, on: date) -> str:
        """What a number gives of a thing of this day; nothing where its unit does not say."""
        if not isinstance(self.unit, Unit) or self.unit.means is None or not isinstance(value, int):
            return ""
        return self.unit.means(value, on)

    @property
    def is_shown_first(self) -> bool:
        """Whether nobody saves a value before they have seen what it gives: it writes to schools, or takes away."""
        return self.preview is not None or self.holds == Holds.CLEARS

    def get(self) -> T:
        """The value in force now."""
        value: T = in_force()[self.name]
        return value


AnySetting: TypeAlias = Setting[Any]


def values_of(named: Mapping[str, AnySetting]) -> dict[str, object]:
    """The values in force of several settings, under the caller's own names: one query for all."""
    values = in_force()
    return {name: values[setting.name] for name, setting in named.items()}


def declared_in(module_path: str) -> Iterator[AnySetting]:
    """Each setting that the module declares, with the part of the page to which it belongs."""
    declared = vars(import_module(module_path))
    for value in declared.values():
        if isinstance(value, Setting):
            yield value if value.part else replace(value, part=declared["PART"])


def constance_config(*module_paths: str) -> dict[str, tuple[Value, str | Promise, type]]:
    """What django-constance wants to know of the settings of all these modules."""
    return {
        setting.name: (setting.default, setting.words, type(setting.default))
        for module_path in module_paths
        for setting in declared_in(module_path)
    }
