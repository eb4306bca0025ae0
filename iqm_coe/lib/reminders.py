"""The registry of reminders: each app declares what can be reminded of, on which days, and when it is done."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from iqm_coe.lib.conf import Setting


@dataclass(frozen=True)
class Told:
    """One reminder as a page tells it: what it is about, who gets it, and where the thing stands."""

    about: str
    to: str
    url: str = ""


@dataclass(frozen=True)
class ReminderKind:
    """One kind of reminder.

    `steps` is a setting that names days from the day a thing is due, minus for before. `open_rows` gives the rows that
    are still open, annotated with `due_on`, the day the thing is due, and `known_on`, the day since which it could have
    been known: no step from before that day is ever sent. What is no longer among the open rows is done, and its
    reminders stop. `write` puts the mail into the outbox; `told` says of many rows at once who would get it.
    """

    name: str
    words: str | Promise
    steps: Setting[str]
    open_rows: Callable[[], QuerySet[Any]]
    write: Callable[[Any, int, datetime], Any]
    told: Callable[[Iterable[int]], Mapping[int, Told]]

    @property
    def subject_type(self) -> str:
        """The model that this kind is about."""
        model: type[Model] = self.open_rows().model
        return model._meta.label_lower

    def days(self) -> list[int]:
        """The steps of the setting in order; what is no number is left out, so that a slip stops its own step alone."""
        parts = (part.strip().lstrip("+") for part in self.steps.get().split(","))
        return sorted({int(part) for part in parts if part.lstrip("-").isdecimal()})


_kinds: dict[str, ReminderKind] = {}


def remind_of(kind: ReminderKind) -> ReminderKind:
    """Declare a kind, in an app's reminders.py."""
    if _kinds.get(kind.name, kind) is not kind:
        raise ValueError(f"The reminder {kind.name} is declared twice.")
    _kinds[kind.name] = kind
    return kind


def kinds() -> Mapping[str, ReminderKind]:
    """Every kind of the product by name."""
    return dict(_kinds)
