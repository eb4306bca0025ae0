"""Turns what happened anywhere into events."""

from collections.abc import Sequence
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.signals import (
    authentication_step_completed,
    email_added,
    email_changed,
    email_removed,
    password_changed,
    password_reset,
    user_logged_in,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.signals import user_logged_in as session_begun
from django.contrib.auth.signals import user_logged_out
from django.db.models import Model
from django.dispatch import Signal, receiver
from django.http import HttpRequest
from django.utils import timezone

from iqm_coe.accounts import arriving, devices, limits, proof, session_life, signals
from iqm_coe.accounts.devices import origin_of
from iqm_coe.accounts.enums import FACTORS, TriedStep
from iqm_coe.accounts.flows import invitation, sign_in
from iqm_coe.accounts.flows.event import take_out
from iqm_coe.accounts.models.event import Event, EventNote, EventOrigin
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.facts import plain
from iqm_coe.lib.signals import events_occurred, list_saved, page_taken
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
    from_where = [(event, one.origin) for event, one in zip(events, happenings, strict=True) if one.origin]
    EventOrigin.objects.bulk_create(
        EventOrigin(event=event, network_address=origin.network_address, device=origin.device)
        for event, origin in from_where
    )
    return events


@receiver(authenticator_added, dispatch_uid="prove-second-factor")
def prove_second_factor(
    sender: object, request: SignedInRequest, user: User, authenticator: Authenticator, **kwargs: object
) -> None:
    """Setting a factor up proves it in this session, in the password's place; every other session ends."""
    now = timezone.now()
    record_event(user, "add_factor", by=user, at=now, facts={"type": authenticator.type}, origin=origin_of(request))
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
    record_event(user, "remove_factor", by=user, at=now, facts={"type": authenticator.type}, origin=origin_of(request))
    proof.forget(request, user, method="mfa", of=authenticator)
    sign_in.end_all(user, by=user, at=now, why="factor")
    proof.stay_alone(request, user)


@receiver(authenticator_reset, dispatch_uid="remember-new-codes")
def remember_new_codes(sender: object, request: SignedInRequest, user: User, **kwargs: object) -> None:
    """The old recovery codes are void, and so is every other session."""
    now = timezone.now()
    record_event(user, "make_recovery_codes", by=user, at=now, origin=origin_of(request))
    sign_in.end_all(user, by=user, at=now, why="recovery_codes")
    proof.stay_alone(request, user)


@receiver(password_changed, dispatch_uid="remember-password-change")
@receiver(password_reset, dispatch_uid="remember-password-reset")
def remember_password(sender: object, request: HttpRequest, user: User, signal: Signal, **kwargs: object) -> None:
    """Django ends the other sessions by the hash that they hold."""
    action, now = "change_password" if signal is password_changed else "reset_password", timezone.now()
    sign_in.close_all(user, at=now)
    record_event(user, action, by=user, at=now, origin=origin_of(request))


@receiver(email_added, dispatch_uid="remember-email-added")
@receiver(email_removed, dispatch_uid="remember-email-removed")
@receiver(email_changed, dispatch_uid="remember-email-changed")
def remember_email(sender: object, request: HttpRequest, user: User, signal: Signal, **kwargs: object) -> None:
    """That an address came, went or took over; not which, since the trail can never be emptied."""
    actions = {id(email_added): "add_email", id(email_removed): "remove_email", id(email_changed): "change_email"}
    record_event(user, actions[id(signal)], by=user, at=timezone.now(), origin=origin_of(request))


@receiver(email_added, dispatch_uid="tell-of-email-added")
def tell_of_email(sender: object, user: User, email_address: EmailAddress, **kwargs: object) -> None:
    """The main address reads that there is another one now, before anybody signs in with it."""
    context = {"added_email": email_address.email}
    get_adapter().send_notification_mail("account/email/email_added", user, context=context)


@receiver(session_begun, dispatch_uid="begin-session")
def begin_session(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    by = arriving.finish(request, user)
    session_life.begin(request.session, user, at=timezone.now(), origin=origin_of(request), came=by)


@receiver(user_logged_in, dispatch_uid="remember-sign-in")
def remember_sign_in(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    """With what they signed in, in the order in which they showed it."""
    shown = [str(one.get("type") or one["method"]) for one in get_authentication_records(request, user)]
    facts: dict[str, object] = {"by": list(dict.fromkeys(shown))}
    if not devices.is_known(request, user) and Event.objects.of(user).filter(action="sign_in").exists():
        get_adapter().send_notification_mail("account/email/new_device", user)
    sign_in.remember(user, "sign_in", at=timezone.now(), origin=origin_of(request), facts=facts)


@receiver(authentication_step_completed, dispatch_uid="remember-password-given")
def remember_password_given(
    sender: object, request: HttpRequest, user: User, method: str, reauthenticated: bool = False, **kwargs: object
) -> None:
    """Whoever knows the password of somebody with a factor, and comes no further, has left a trace."""
    if method == "password" and (reauthenticated or is_mfa_enabled(user, FACTORS)):
        action = "prove_again" if reauthenticated else "give_password"
        sign_in.remember(user, action, at=timezone.now(), origin=origin_of(request), facts={"by": method})


@receiver(authenticator_used, dispatch_uid="remember-factor-shown-again")
def remember_factor_shown_again(
    sender: object,
    request: HttpRequest,
    user: User,
    authenticator: Authenticator,
    reauthenticated: bool,
    **kwargs: object,
) -> None:
    """Before a weighty act; as a step of signing in it is told with that."""
    if reauthenticated:
        facts: dict[str, object] = {"by": authenticator.type}
        sign_in.remember(user, "prove_again", at=timezone.now(), origin=origin_of(request), facts=facts)


@receiver(user_logged_out, dispatch_uid="remember-sign-out")
def remember_sign_out(sender: object, request: HttpRequest, user: User | None, **kwargs: object) -> None:
    if user is None:
        return
    life = session_life.life_of(request.session)
    if life:
        sign_in.close_row(life.row, at=timezone.now())
    sign_in.remember(user, "sign_out", at=timezone.now(), origin=origin_of(request))


@receiver(signals.try_failed, dispatch_uid="count-failed-try")
def count_failed_try(
    sender: object, request: HttpRequest, account: str, step: TriedStep, is_refused: bool, **kwargs: object
) -> None:
    sign_in.count_failure(account, step, at=timezone.now(), origin=origin_of(request), is_refused=is_refused)


@receiver(authentication_failed, dispatch_uid="count-wrong-code")
def count_wrong_code(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    """A code that was wrong, at an account whose password was right."""
    limits.tell_of_failure(request, user.email, step=TriedStep.FACTOR)


@receiver(list_saved, dispatch_uid="remember-saved-list")
def remember_saved_list(
    sender: object, request: SignedInRequest, route: str, kind: str, rows: int, **kwargs: object
) -> None:
    """Who took which list out, and how many rows it had."""
    facts = {"list": route, "file": kind, "rows": rows}
    take_out(request.user, by=request.user, at=timezone.now(), origin=origin_of(request), facts=facts)


@receiver(page_taken, dispatch_uid="remember-taken-page")
def remember_taken_page(
    sender: object, request: SignedInRequest, route: str, kind: str, of: Model, **kwargs: object
) -> None:
    """Who took which page away, of which thing: in the trail of the person, since nothing happened to the thing."""
    facts = {"page": route, "file": kind, "number": of.pk}
    take_out(request.user, by=request.user, at=timezone.now(), origin=origin_of(request), facts=facts)


@receiver(signals.iqm_role_ended, dispatch_uid="offers-of-roles-at-iqm-fall")
def let_their_offers_fall(sender: object, role: IqmRole, at: datetime, **kwargs: object) -> None:
    """What somebody offered at IQM falls with their right to offer it."""
    offers = IqmInvitation.objects.open().filter(invited_by=role.user_id).select_related("invited_by").order_by("pk")
    invitation.let_fall(offers, "accounts.manage_roles", at=at)
