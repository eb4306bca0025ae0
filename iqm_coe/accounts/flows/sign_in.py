"""The sessions of a person, ended from one moment on: each carries how often that has happened."""

from datetime import datetime

from django.db import transaction

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.transitions import record_event


@transaction.atomic
def end_all(user: User, *, by: User | None, at: datetime, why: str) -> User:
    """No session of theirs opens anything from the next request on. `why` is one word, for the trail."""
    fresh: User = User.objects.select_for_update().get(pk=user.pk)
    fresh.sessions_ended += 1
    fresh.save(update_fields=["sessions_ended"])
    record_event(fresh, "end_sessions", by=by, at=at, facts={"why": why})
    return fresh
