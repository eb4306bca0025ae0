"""What somebody owes by a day: reminded of by hand, and given more time with a reason (R47c).

Each room declares its own in `deadlines.py`. The clock's own days of reminders are another thing (`reminders.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iqm_coe.lib.dates import london_date
from iqm_coe.lib.reminders import ReminderKind, Told, remind_of
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications import rendering
from iqm_coe.notifications.enums import Urgency
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message

M = TypeVar("M", bound=Model)
MAIL, MORE_TIME = "notifications/due", "notifications/more_time"


@dataclass(frozen=True)
class Due:
    """One thing in words: what is owed, who owes it, the audience that stands for them, and where it is done."""

    what: str  # as a sentence begins: "The update of Marlow Primary School"
    by: str
    audience: str
    of: Mapping[str, object]
    path: str
    is_to_nobody: bool = False


class Deadline(Generic[M]):
    """One kind of thing with a day. `open_rows` are those that still have to be done, with that day as `due_on`."""

    name: ClassVar[str]
    words: ClassVar[str | Promise]
    column: ClassVar[str] = "due_on"
    permission: ClassVar[str]  # of whoever reminds and gives more time

    def __init__(self) -> None:
        self.kind = remind_of(
            ReminderKind(self.name, self.words, None, self.open_rows, self.write, self.says, self.told, MAIL)
        )

    def open_rows(self) -> QuerySet[M]:
        """Still to be done by somebody."""
        raise NotImplementedError

    def due(self, rows: Iterable[M]) -> Mapping[int, Due]:
        """Each in words, by its key; read for all of them together."""
        raise NotImplementedError

    def day(self, row: M) -> date:
        day: date = getattr(row, self.column)
        return day

    def told(self, keys: Iterable[int]) -> Mapping[int, Told]:
        due = self.due(self.open_rows().filter(pk__in=list(keys)))
        return {key: Told(one.what, one.by, one.path, one.is_to_nobody) for key, one in due.items()}

    def says(self, row: M, on: date) -> dict[str, object]:
        """What a reminder says on the day it goes."""
        due = self.due([row])[row.pk]
        late = (on - self.day(row)).days
        return {"what": due.what, "due": long_date(self.day(row)), "when": when(late), "path": due.path}

    def write(self, row: M, at: datetime) -> Message:
        """The reminder."""
        due, context = self.due([row])[row.pk], self.says(row, london_date(at))
        return outbox.write(MAIL, due.audience, due.of, about=row, at=at, context=context, urgency=Urgency.LATER)

    def write_more_time(self, row: M, was: date, reason: str, *, at: datetime) -> Message | None:
        """Says by when it is due now, and why; to nobody where nobody owes it any more."""
        due = self.due([row])[row.pk]
        if due.is_to_nobody:
            return None
        context = _more_time(due, was, self.day(row), reason)
        return outbox.write(MORE_TIME, due.audience, due.of, about=row, at=at, context=context)

    def more_time_preview(self, row: M, until: date, reason: str) -> list[dict[str, str]]:
        """The mail as it would go now; none where nobody owes it."""
        due = self.due([row])[row.pk]
        context = _more_time(due, self.day(row), until, reason)
        return [] if due.is_to_nobody else [rendering.preview(MORE_TIME, context, to=due.by)]


def _more_time(due: Due, was: date, until: date, reason: str) -> dict[str, object]:
    return {"what": due.what, "reason": reason, "path": due.path, "due": long_date(until), "was": long_date(was)}


AnyDeadline = Deadline[Any]  # of whatever rows


def when(late: int) -> str:
    """How a thing stands to its day, so many days late; minus for early."""
    if late == 0:
        return _("is due today")
    if late > 0:
        return ngettext("is %(days)d day late", "is %(days)d days late", late) % {"days": late}
    return ngettext("is due tomorrow", "is due in %(days)d days", -late) % {"days": -late}
