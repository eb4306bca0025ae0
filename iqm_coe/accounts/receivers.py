"""Turns what happened anywhere into events."""

from datetime import datetime
from typing import Any

from allauth.mfa.signals import authenticator_removed
from django.dispatch import receiver

from iqm_coe.accounts.middleware import FACTOR_SEEN
from iqm_coe.accounts.models import Event, EventNote
from iqm_coe.lib.signals import happened


@receiver(happened, dispatch_uid="write-event")
def write_event(
    sender: Any,
    subject: Any,
    action: str,
    by: Any,
    at: datetime,
    from_state: str,
    to_state: str,
    reason: str,
    facts: dict[str, Any],
    **kwargs: Any,
) -> Event:
    """In the transaction of the change itself (R45)."""
    event = Event.objects.create(
        at=at,
        by=by,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        from_state=from_state,
        to_state=to_state,
        facts=facts,
    )
    if reason:
        EventNote.objects.create(event=event, text=reason)
    return event


@receiver(authenticator_removed, dispatch_uid="forget-second-factor")
def forget_second_factor(sender: Any, request: Any, **kwargs: Any) -> None:
    """Whoever takes the second factor away is asked for a new one on the next click."""
    request.session.pop(FACTOR_SEEN, None)
