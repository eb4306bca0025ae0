"""A server that takes no mail is left alone for a while; what it says to everybody counts against no letter."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import QuerySet

from iqm_coe.lib.kept_questions import kept
from iqm_coe.notifications.models.server import THE_ONE, MailServer

log = structlog.get_logger(__name__)

RESTS = [timedelta(seconds=s) for s in (30, 60, 120, 300)]


def known() -> MailServer:
    """What is known of it; nothing was ever wrong where there is no row."""
    rows = _known()
    return rows[0] if rows else MailServer(pk=THE_ONE)


@kept()
def _known() -> QuerySet[MailServer]:
    return MailServer.objects.filter(pk=THE_ONE)


def is_resting(at: datetime) -> bool:
    return MailServer.objects.filter(pk=THE_ONE, rests_until__gt=at).exists()


@transaction.atomic
def rest(error: str, *, at: datetime) -> datetime:
    """Leave it alone, a little longer each time; returns until when."""
    MailServer.objects.get_or_create(pk=THE_ONE)
    row = MailServer.objects.select_for_update().get(pk=THE_ONE)
    row.rests_until = at + RESTS[min(row.failures, len(RESTS) - 1)]
    row.troubled_since = row.troubled_since or at
    row.failures, row.last_error = min(row.failures + 1, 1000), error[:500]
    row.save()
    log.warning("mail_server_rests", until=row.rests_until.isoformat(), error=error[:500])
    return row.rests_until


def answered() -> None:
    """It has taken a mail: whatever was wrong is over."""
    troubled = MailServer.objects.filter(pk=THE_ONE, troubled_since__isnull=False)
    troubled.update(rests_until=None, troubled_since=None, failures=0, last_error="")
