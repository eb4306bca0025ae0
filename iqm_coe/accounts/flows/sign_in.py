"""What is kept of signing in, and the sessions of a person, ended from one moment on: each carries how often that has
happened.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from django.db import DatabaseError, transaction

from iqm_coe.accounts.enums import TriedStep
from iqm_coe.accounts.models.event import EventOrigin
from iqm_coe.accounts.models.sign_in import FailedTries
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import first_moment, london_date, months_later
from iqm_coe.lib.origins import Origin
from iqm_coe.lib.transitions import record_event

log = structlog.get_logger(__name__)

KEPT_MONTHS = 12


@transaction.atomic
def end_all(user: User, *, by: User | None, at: datetime, why: str) -> User:
    """No session of theirs opens anything from the next request on. `why` is one word, for the trail."""
    fresh: User = User.objects.select_for_update().get(pk=user.pk)
    fresh.sessions_ended += 1
    fresh.save(update_fields=["sessions_ended"])
    record_event(fresh, "end_sessions", by=by, at=at, facts={"why": why})
    return fresh


@contextmanager
def _in_passing() -> Iterator[None]:
    """Nobody is kept from signing in because it cannot be written down; that it was not is told."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError:
        log.exception("sign_in_not_kept")


def remember(user: User, action: str, *, at: datetime, origin: Origin, facts: dict[str, object] | None = None) -> None:
    """One step of this person's signing in, by themselves."""
    with _in_passing():
        record_event(user, action, by=user, at=at, facts=facts, origin=origin)


def count_failure(account: str, step: TriedStep, *, at: datetime, origin: Origin, is_refused: bool = False) -> None:
    """One more that failed, or was refused unread, at this account: `account` is the hash of what was typed. The same
    single statement whether or not there is such a person, so that the time of an answer tells nobody.
    """
    with _in_passing():
        FailedTries.objects.count_one(account, step, at=at, origin=origin, is_refused=is_refused)


def forget(*, at: datetime) -> int:
    """Addresses and devices go after their time; the events stand. Returns how many rows went."""
    before = first_moment(months_later(london_date(at), -KEPT_MONTHS))
    origins, _kinds = EventOrigin.objects.filter(event__at__lt=before).delete()
    tries, _kinds = FailedTries.objects.filter(hour__lt=before).delete()
    return int(origins + tries)
