"""What is kept of signing in, and the sessions of a person, ended from one moment on: each carries how often that has
happened.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from iqm_coe.accounts.enums import TriedStep
from iqm_coe.accounts.models.sign_in import FailedTries, SignIn
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.origins import Origin
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event

log = structlog.get_logger(__name__)


@transaction.atomic
def end_all(user: User, *, by: User | None, at: datetime, why: str) -> User:
    """No session of theirs opens anything from the next request on. `why` is one word, for the trail."""
    fresh: User = User.objects.select_for_update().get(pk=user.pk)
    fresh.sessions_ended += 1
    fresh.save(update_fields=["sessions_ended"])
    close_all(fresh, at=at)
    record_event(fresh, "end_sessions", by=by, at=at, facts={"why": why})
    return fresh


def close_all(user: User, *, at: datetime) -> None:
    """None of their sessions is shown as one that goes on; the one in which it happened says so itself afterwards."""
    SignIn.objects.filter(user=user, ended_at=None).update(ended_at=at)


def begin(
    user: User,
    *,
    key: str,
    idle_minutes: int,
    at: datetime,
    origin: Origin,
    link: int | None = None,
    provider_session: str = "",
) -> SignIn:
    """A session begins; `link` is the number of that to a provider, where it began there."""
    begun: SignIn = SignIn.objects.create(
        user=user,
        session_key=key,
        begun_at=at,
        seen_at=at,
        idle_minutes=idle_minutes,
        network_address=origin.network_address,
        device=origin.device,
        link_id=link,
        provider_session=provider_session,
    )
    return begun


def see(row: int, *, at: datetime) -> None:
    """Something was done in this session."""
    SignIn.objects.filter(pk=row).update(seen_at=Greatest("begun_at", Value(at)))


def carry_over(row: int, *, key: str) -> None:
    """The session goes on under another key."""
    SignIn.objects.filter(pk=row).update(session_key=key, ended_at=None)


@transaction.atomic
def end_one(session: SignIn, *, by: User, at: datetime) -> SignIn:
    """It opens nothing from the next request on; ending twice changes nothing. Raises NotPermitted."""
    fresh: SignIn = SignIn.objects.select_for_update().get(pk=session.pk)
    require(by, "accounts.end_session", fresh)
    if fresh.ended_at is None:
        close(fresh, at=at)
        record_event(fresh.user, "end_session", by=by, at=at, facts={"why": "by_hand"})
    return fresh


def end_others(user: User, *, by: User, at: datetime) -> User:
    """All, by themselves; whoever calls lets the one go on in which they asked for it. Raises NotPermitted."""
    require(by, "accounts.edit_person", user)
    return end_all(user, by=by, at=at, why="by_hand")


def close(session: SignIn, *, at: datetime) -> None:
    """Out of Django's table, whoever holds its key."""
    Session.objects.filter(session_key=session.session_key).delete()
    SignIn.objects.filter(pk=session.pk).update(ended_at=at)


def close_row(row: int, *, at: datetime) -> None:
    """Its person signed out."""
    SignIn.objects.filter(pk=row).update(ended_at=at)


def run_out(user: User, row: int, *, at: datetime, origin: Origin) -> None:
    """Nothing was done for too long, or its hours are over."""
    close_row(row, at=at)
    remember(user, "run_out", at=at, origin=origin)


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
