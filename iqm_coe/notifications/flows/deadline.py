"""Reminding by hand, and giving more time: what the office does about a day that is near or over (R47c)."""

from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.reminders import ReminderKind
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import record_event
from iqm_coe.notifications.deadlines import Deadline
from iqm_coe.notifications.models.reminder import Reminder

M = TypeVar("M", bound=Model)
LONGEST = timedelta(days=366)
_ONCE_A_DAY = gettext_lazy("Somebody was reminded of it today already. Nothing was sent.")


@transaction.atomic
def remind(kind: ReminderKind, subject: Model, permission: str, *, by: User, at: datetime) -> Reminder:
    """Remind of it now. It goes once a day, whoever presses; a step that the clock had planned for today is this one.
    Raises Refused where it is done, or was reminded of today.
    """
    fresh = kind.open_rows().filter(pk=subject.pk).first()
    if fresh is None:
        raise Refused(_("It is done already. Nobody was reminded."))
    require(by, permission, fresh)
    on, due_on = london_date(at), _day_of(fresh)
    if Reminder.objects.filter(kind=kind.name, subject_id=fresh.pk, send_on=on, sent_at__isnull=False).exists():
        raise Refused(_ONCE_A_DAY)  # also where its day was put off since, so that today's would be another step
    row, _is_new = Reminder.objects.get_or_create(
        kind=kind.name,
        subject_id=fresh.pk,
        due_on=due_on,
        step=(on - due_on).days,
        defaults={"subject_type": kind.subject_type, "send_on": on, "planned_at": at},
    )
    row = Reminder.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.sent_at:
        raise Refused(_ONCE_A_DAY)
    row.skipped_at, row.skipped_why = None, ""
    row.message, row.sent_at = kind.write(fresh, at), at
    row.save(update_fields=["skipped_at", "skipped_why", "message", "sent_at"])
    record_event(fresh, "remind", by=by, at=at)
    return row


def _day_of(open_row: Model) -> date:
    """The day on which it is due: each kind of reminder reads it beside its rows."""
    day: date = getattr(open_row, "due_on")  # noqa: B009  # no column of Model
    return day


@transaction.atomic
def give_more_time(deadline: Deadline[M], row: M, *, until: date, reason: str, by: User, at: datetime) -> M:
    """Put its day off. Whoever owes it is told, with the reason. Raises Refused for a day that is none, and for what is
    done.
    """
    fresh = deadline.open_rows().select_for_update(of=("self",)).filter(pk=row.pk).first()
    if fresh is None:
        raise Refused(_("It is done already. Its day was left as it is."))
    require(by, deadline.permission, fresh)
    if not reason.strip():
        raise Refused(_("Give the reason: whoever gets more time reads it."))
    was, today = deadline.day(fresh), london_date(at)
    if until <= max(was, today):
        raise Refused(_("The new day lies after %s. The day was left as it is.") % long_date(max(was, today)))
    if until > today + LONGEST:
        raise Refused(_("More than a year from now is no deadline. The day was left as it is."))
    setattr(fresh, deadline.column, until)
    fresh.save(update_fields=[deadline.column])
    facts = {"from": was.isoformat(), "to": until.isoformat()}
    record_event(fresh, "more_time", by=by, at=at, reason=reason, facts=facts)
    deadline.write_more_time(fresh, was, reason, at=at)
    return fresh
