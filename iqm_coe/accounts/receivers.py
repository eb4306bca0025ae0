"""Turns what happened anywhere into events."""

from collections.abc import Sequence

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.signals import email_added, email_changed, email_removed, password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import Signal, receiver
from django.utils import timezone

from iqm_coe.accounts import proof
from iqm_coe.accounts.enums import FACTORS
from iqm_coe.accounts.flows import sign_in
from iqm_coe.accounts.models.event import Event, EventNote
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.facts import plain
from iqm_coe.lib.signals import events_occurred
from iqm_coe.lib.transitions import Happening, record_event


@receiver(events_occurred, dispatch_uid="write-events")
def write_events(sender: object, happenings: Sequence[Happening], **kwargs: object) -> list[Event]:
    """In the transaction of the change itself (R45). Raises NotPlain where facts hold words: a note is for them."""
    for one in happenings:
        plain(one.facts)
    events: list[Event] = Event.objects.bulk_create(
        Event(
            at=one.at,
            by_id=one.by.pk if one.by else None,
            action=one.action,
            subject_type=one.subject._meta.label_lower,
            subject_id=one.subject.pk,
            from_state=one.from_state,
            to_state=one.to_state,
            facts=dict(one.facts),
        )
        for one in happenings
    )
    reasons = [(event, one.reason) for event, one in zip(events, happenings, strict=True) if one.reason]
    EventNote.objects.bulk_create(EventNote(event=event, text=reason) for event, reason in reasons)
    return events


@receiver(authenticator_added, dispatch_uid="prove-second-factor")
def prove_second_factor(
    sender: object, request: SignedInRequest, user: User, authenticator: Authenticator, **kwargs: object
) -> None:
    """Setting a factor up proves it in this session, in the password's place; every other session ends."""
    now = timezone.now()
    record_event(user, "add_factor", by=user, at=now, facts={"type": authenticator.type})
    if authenticator.type in FACTORS:
        proof.forget(request, user, method="password")
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)
        sign_in.end_all(user, by=user, at=now, why="factor")
        proof.stay_alone(request, user)


@receiver(authenticator_removed, dispatch_uid="forget-second-factor")
def forget_second_factor(
    sender: object, request: SignedInRequest, user: User, authenticator: Authenticator, **kwargs: object
) -> None:
    """What is gone proves nothing any more; whoever needs a factor is asked for a new one on the next click."""
    now = timezone.now()
    record_event(user, "remove_factor", by=user, at=now, facts={"type": authenticator.type})
    proof.forget(request, user, method="mfa", of=authenticator)
    sign_in.end_all(user, by=user, at=now, why="factor")
    proof.stay_alone(request, user)


@receiver(authenticator_reset, dispatch_uid="remember-new-codes")
def remember_new_codes(sender: object, request: SignedInRequest, user: User, **kwargs: object) -> None:
    """The old recovery codes are void, and so is every other session."""
    now = timezone.now()
    record_event(user, "make_recovery_codes", by=user, at=now)
    sign_in.end_all(user, by=user, at=now, why="recovery_codes")
    proof.stay_alone(request, user)


@receiver(password_changed, dispatch_uid="remember-password-change")
@receiver(password_reset, dispatch_uid="remember-password-reset")
def remember_password(sender: object, user: User, signal: Signal, **kwargs: object) -> None:
    action = "change_password" if signal is password_changed else "reset_password"
    record_event(user, action, by=user, at=timezone.now())


@receiver(email_added, dispatch_uid="remember-email-added")
@receiver(email_removed, dispatch_uid="remember-email-removed")
@receiver(email_changed, dispatch_uid="remember-email-changed")
def remember_email(sender: object, user: User, signal: Signal, **kwargs: object) -> None:
    """That an address came, went or took over; not which, since the trail can never be emptied."""
    actions = {id(email_added): "add_email", id(email_removed): "remove_email", id(email_changed): "change_email"}
    record_event(user, actions[id(signal)], by=user, at=timezone.now())


@receiver(email_added, dispatch_uid="tell-of-email-added")
def tell_of_email(sender: object, user: User, email_address: EmailAddress, **kwargs: object) -> None:
    """The main address reads that there is another one now, before anybody signs in with it."""
    context = {"added_email": email_address.email}
    get_adapter().send_notification_mail("account/email/email_added", user, context=context)
