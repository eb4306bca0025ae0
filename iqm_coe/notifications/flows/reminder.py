"""Reminders: planned set by set, claimed one by one, each sent once however often and wherever this runs (R37, R39)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from iqm_coe.lib import claims
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.reminders import ReminderKind, kinds
from iqm_coe.lib.rounds import each
from iqm_coe.notifications.enums import SkipReason
from iqm_coe.notifications.models.reminder import Reminder

log = structlog.get_logger(__name__)

PLANNED_AHEAD = timedelta(days=30)
# A step whose day is longer past was sent, or nobody misses it. Less than mail is kept at the least: with what is
# cleared goes what remembered that it was sent.
PLANNED_BACK = timedelta(days=360)

# The inner query is a kind's own, written by Django; every other value is a parameter.
PLAN = """
INSERT INTO notifications_reminder
    (kind, subject_type, subject_id, step, due_on, send_on, planned_at, skipped_why)
SELECT %s, %s, thing.id, step, thing.due_on, thing.due_on + step, %s, ''
FROM ({things}) AS thing CROSS JOIN unnest(%s::int[]) AS step
WHERE thing.due_on + step BETWEEN greatest(thing.known_on, %s) AND %s
ORDER BY thing.id, step  -- in one order, so that two who plan at once never wait for each other in a ring
ON CONFLICT DO NOTHING
"""


# What was done before its day and is open again: the newest step whose day has come goes after all, the older ones are
# overtaken by it. Things is a kind's own query, as in PLAN.
OPEN_AGAIN = """
UPDATE notifications_reminder SET skipped_at = NULL, skipped_why = '' WHERE id IN (
    SELECT again.id FROM notifications_reminder AS again
    JOIN ({things}) AS thing ON again.subject_id = thing.id AND again.due_on = thing.due_on
    WHERE again.kind = %s AND again.skipped_why = 'done' AND again.send_on <= %s
        AND NOT EXISTS (
            SELECT 1 FROM notifications_reminder AS later
            WHERE later.kind = again.kind AND later.subject_id = again.subject_id AND later.due_on = again.due_on
                AND later.step > again.step AND later.send_on <= %s
        )
    ORDER BY again.id FOR UPDATE OF again
)
"""


def run(at: datetime) -> int:
    """Plan what is to come and send what is due on this day in London; returns how many were sent."""
    plan(at)
    return send_due(at)


def plan(at: datetime) -> int:
    """Write a row for every step of every open thing up to a month ahead; what is planned already stays as it is. A
    kind that cannot be planned is reported and stops no other.
    """
    by_the_clock = [kind for kind in kinds().values() if kind.steps is not None]
    planned = each("plan reminders", by_the_clock, lambda kind: _plan(kind, at), at=at)
    log.info("reminders_planned", planned=planned)
    return planned


@transaction.atomic
def _plan(kind: ReminderKind, at: datetime) -> int:
    """One statement for all things of a kind. Raises nothing where two plan at once: the second finds the rows."""
    things, values = kind.open_rows().order_by().values("id", "due_on", "known_on").query.sql_with_params()
    today = london_date(at)
    with connection.cursor() as cursor:
        cursor.execute(
            PLAN.format(things=things),
            [kind.name, kind.subject_type, at, *values, kind.days(), today - PLANNED_BACK, today + PLANNED_AHEAD],
        )
        planned = int(cursor.rowcount)
        cursor.execute(OPEN_AGAIN.format(things=things), [*values, kind.name, today, today])
        return planned


def send_due(at: datetime) -> int:
    """Send everything due, the oldest first; one that cannot be written is left for the next hour and holds up none."""
    return each("send reminders", _due(at), lambda row: _settle(row.pk, at), at=at)


def _due(at: datetime) -> Iterator[Reminder]:
    """One after the other, as they are due when their turn comes; the claim is the lock that settling takes."""
    last = 0
    while found := Reminder.objects.due(london_date(at)).filter(pk__gt=last).order_by("pk").first():
        last = found.pk
        yield found


@transaction.atomic
def _settle(pk: int, at: datetime) -> int:
    """Send or skip one reminder: the mail and the mark in one transaction. 0 when it was skipped or somebody has it."""
    on = london_date(at)
    row = claims.next_free(Reminder.objects.due(on).filter(pk=pk))
    if row is None:
        return 0
    kind = kinds()[row.kind]
    subject = kind.open_rows().filter(pk=row.subject_id, due_on=row.due_on).first()
    if subject is None:
        return _skip(row, SkipReason.DONE, at)
    if Reminder.objects.overtaking(row, on).exists():
        return _skip(row, SkipReason.OVERTAKEN, at)
    row.message, row.sent_at = kind.write(subject, at), at
    row.save(update_fields=["message", "sent_at"])
    return 1


def _skip(row: Reminder, why: SkipReason, at: datetime) -> int:
    row.skipped_at, row.skipped_why = at, why
    row.save(update_fields=["skipped_at", "skipped_why"])
    return 0
