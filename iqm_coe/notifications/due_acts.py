"""What the office does about many deadlines at once: reminds by hand, gives more time (R47c)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, TypeVar

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_staff
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.forms import DayField, PlainLines
from iqm_coe.lib.permissions import may
from iqm_coe.lib.reminders import ReminderKind, Told
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.working_days import OFFICE, closed_because
from iqm_coe.lists.acts import Answers, BulkAct, BulkForm, Done, Mail, Planned
from iqm_coe.notifications import rendering
from iqm_coe.notifications.deadlines import AnyDeadline
from iqm_coe.notifications.flows import deadline as flows
from iqm_coe.notifications.models.reminder import Reminder

M = TypeVar("M", bound=Model)
Owed = Mapping[int, Sequence[tuple[ReminderKind, Model]]]  # by the key of a row what it reminds of


def _left_out(words: str) -> Planned:
    return Planned(words, is_left_out=True)


@dataclass(frozen=True)
class _Asked:
    """One thing that a row owes: who would read of it, and what stands against a mail."""

    kind: ReminderKind
    thing: Model
    told: Told
    is_allowed: bool
    is_reminded: bool

    @property
    def goes(self) -> bool:
        return self.is_allowed and not self.is_reminded and not self.told.is_to_nobody


class RemindMany(BulkAct[M]):
    """Remind by hand of what each row still owes."""

    label: ClassVar[str | Promise] = _("Remind")
    consequence: ClassVar[str | Promise] = _("Each mail goes at once, and none can be called back.")
    permission: ClassVar[str]
    nothing: ClassVar[str | Promise] = _("Nothing to remind of: it is done, or waits for IQM.")

    def is_offered_to(self, user: User) -> bool:
        return is_staff(user, None)

    def owed(self, rows: Sequence[M]) -> Owed:
        """What is still open of each row."""
        raise NotImplementedError

    def plan(self, rows: Sequence[M], answers: Answers, *, by: User, on: date) -> Iterator[Planned]:
        asked = self._asked(rows, by=by, on=on)
        for row in rows:
            things = asked[row.pk]
            going = [one for one in things if one.goes]
            if going:
                yield Planned("; ".join(f"{one.told.to}: {one.told.about}" for one in going))
            else:
                yield _left_out(self._why_not(things))

    def mails(self, row: M, mark: str, answers: Answers, *, by: User, on: date) -> list[Mail]:
        going = [one for one in self._asked([row], by=by, on=on)[row.pk] if one.goes]
        return [rendering.preview(one.kind.mail, one.kind.says(one.thing, on), to=one.told.to) for one in going]

    def carry_out(self, row: M, mark: str, answers: Answers, *, by: User, at: datetime) -> Done:
        """Of a row that owes several things, what was reminded of today and what nobody would read stays out."""
        things = self._asked([row], by=by, on=london_date(at))[row.pk]
        going = [one for one in things if one.goes]
        if not going:
            raise Refused(self._why_not(things))
        for one in going:
            flows.remind(one.kind, one.thing, self.permission, by=by, at=at)
        return Done(" ".join(_now("Mail to %s is on its way.") % one.told.to for one in going))

    def _asked(self, rows: Sequence[M], *, by: User, on: date) -> Mapping[int, Sequence[_Asked]]:
        """By row what it owes, and whether a mail about it goes; read for all rows together."""
        owed = self.owed(rows)
        told = {
            kind: kind.told([thing.pk for things in owed.values() for other, thing in things if other is kind])
            for kind in {kind for things in owed.values() for kind, _thing in things}
        }
        sent = Reminder.objects.filter(send_on=on, sent_at__isnull=False).values_list("kind", "subject_id")
        today = set(sent.filter(kind__in=[kind.name for kind in told]))
        return {
            row.pk: [
                _Asked(kind, one, told[kind][one.pk], may(by, self.permission, one), (kind.name, one.pk) in today)
                for kind, one in owed.get(row.pk, ())
            ]
            for row in rows
        }

    def _why_not(self, things: Sequence[_Asked]) -> str:
        if not things:
            return str(self.nothing)
        if not any(one.is_allowed for one in things):
            return _now("You may not do this here.")
        nobody = [one.told.to for one in things if one.told.is_to_nobody]
        return "; ".join(nobody) or _now("Somebody was reminded of it today already.")


class RemindOfDeadlines(RemindMany[M]):
    """Where the rows of the list are what is due, by one day or another."""

    deadlines: ClassVar[tuple[AnyDeadline, ...]]

    def owed(self, rows: Sequence[M]) -> Owed:
        keys = [row.pk for row in rows]
        owed: dict[int, list[tuple[ReminderKind, Model]]] = defaultdict(list)
        for deadline in self.deadlines:
            for row in deadline.open_rows().filter(pk__in=keys):
                owed[row.pk].append((deadline.kind, row))
        return owed


class MoreTimeForm(BulkForm):
    until = DayField(label=_("New last day"))
    reason = PlainLines(
        label=_("Why"), max_length=1000, help_text=_("Whoever gets more time reads it, and it stands in the trail.")
    )


class GiveMoreTime(BulkAct[M]):
    """Put the day of each row off to one day, with one reason."""

    label: ClassVar[str | Promise] = _("Give more time")
    consequence: ClassVar[str | Promise] = _(
        "Whoever owes it is told by mail with the reason; a mail cannot be called back."
    )
    form = MoreTimeForm
    deadline: ClassVar[AnyDeadline]

    def is_offered_to(self, user: User) -> bool:
        return is_staff(user, None)

    def due(self, rows: Sequence[M]) -> Mapping[int, Model]:
        """What is due of rows of the list, by their keys; of some nothing is. With all that the rights ask of them."""
        due = self.deadline.open_rows().filter(pk__in=[row.pk for row in rows])
        return {thing.pk: thing for thing in due.select_related()}

    def plan(self, rows: Sequence[M], answers: Answers, *, by: User, on: date) -> Iterator[Planned]:
        due, until = self.due(rows), answers["until"]
        readers = self.deadline.due(due.values())
        for row in rows:
            thing = due.get(row.pk)
            if thing is None:
                yield _left_out(_now("Nothing is due: it is done, or waits for IQM."))
            elif not may(by, self.deadline.permission, thing):
                yield _left_out(_now("You may not do this here."))
            elif until > on + flows.LONGEST:
                yield _left_out(_now("More than a year from now is no deadline."))
            elif until <= max(self.deadline.day(thing), on):
                yield _left_out(
                    _now("Due on %s: the new day does not lie after it.") % long_date(self.deadline.day(thing))
                )
            else:
                days = {"was": long_date(self.deadline.day(thing)), "until": long_date(until)}
                words = _now("Due on %(until)s, not on %(was)s any longer") % days
                closed = closed_because(until, OFFICE)
                owed = readers[thing.pk]
                words = f"{words} ({closed})" if closed else words
                yield Planned(f"{words}. {owed.by}" if owed.is_to_nobody else words)

    def mails(self, row: M, mark: str, answers: Answers, *, by: User, on: date) -> list[Mail]:
        thing = self.due([row]).get(row.pk)
        return self.deadline.more_time_preview(thing, answers["until"], answers["reason"]) if thing else []

    def carry_out(self, row: M, mark: str, answers: Answers, *, by: User, at: datetime) -> Done:
        thing = self.due([row]).get(row.pk)
        if thing is None:
            raise Refused(_now("It is done already. Its day was left as it is."))
        flows.give_more_time(self.deadline, thing, **answers, by=by, at=at)
        due = self.deadline.due([thing])[thing.pk]
        words = _now("Due on %(day)s. %(to)s") if due.is_to_nobody else _now("Due on %(day)s. A mail goes to: %(to)s")
        return Done(words % {"day": long_date(answers["until"]), "to": due.by})
