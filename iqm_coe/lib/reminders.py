"""The registry of reminders: each app declares what can be reminded of, on which days, and when it is done."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog
from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from iqm_coe.lib.conf import Setting
from iqm_coe.lib.day_steps import steps_of

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Told:
    """One reminder as a page tells it: what it is about, who is there to get it, and where the thing stands."""

    about: str
    to: str
    url: str = ""
    is_to_nobody: bool = False


@dataclass(frozen=True)
class ReminderKind:
    """One kind of reminder.

    `steps` is a setting that names days from the day a thing is due, minus for before; without one it is reminded of by
    hand alone. `open_rows` gives the rows that
    are still open, annotated with `due_on`, the day the thing is due, and `known_on`, the day since which it could have
    been known: no step from before that day is ever sent. What is no longer among the open rows is done, and its
    reminders stop. `write` puts the mail into the outbox; `says` is what it says of a row on the day it goes, asked
    again at each try; `mail` is the family of templates that say it; `told` says of many rows at once who would get it.
    """

    name: str
    words: str | Promise
    steps: Setting[str] | None
    open_rows: Callable[[], QuerySet[Model]]
    write: Callable[[Any, datetime], Any]
    says: Callable[[Any, date], Mapping[str, object]]
    told: Callable[[Iterable[int]], Mapping[int, Told]]
    mail: str

    @property
    def subject_type(self) -> str:
        """The model that this kind is about."""
        model: type[Model] = self.open_rows().model
        return model._meta.label_lower

    def days(self) -> list[int]:
        """The steps of the setting in order; a part from before the setting was checked that is none is left out."""
        if self.steps is None:
            return []
        steps, wrong = steps_of(self.steps.get())
        if wrong:
            log.error("reminder_days_unreadable", setting=self.steps.name, wrong=wrong)
        return steps


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
