"""The one way a state changes: lock the row, check the state, check the person, write, write the event (R45)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.signals import event_occurred
from iqm_coe.lib.status import StatusChoices


@dataclass(frozen=True)
class Transition:
    """One row of an aggregate's table. A transition without a permission belongs to the clock alone."""

    sources: tuple[str, ...]
    target: str
    permission: str | None
    label: str | Promise = ""
    by_clock: bool = False


class Stateful(models.Model):
    """A row whose `state` only `advance` writes, by the readable table that its class owns."""

    STATES: ClassVar[type[StatusChoices]]
    TRANSITIONS: ClassVar[Mapping[str, Transition]] = {}
    state: Any

    class Meta:
        abstract = True

    @property
    def tone(self) -> str:
        """How the status component draws its state."""
        return self.STATES(self.state).tone

    @property
    def label(self) -> str:
        """Its state in a word or two."""
        return str(self.STATES(self.state).label)


AnyStateful = TypeVar("AnyStateful", bound=Stateful)


class WrongState(Refused):
    """The row is no longer where the person saw it: somebody else, or the clock, was first."""

    def __init__(self, subject: Stateful, action: str) -> None:
        self.subject, self.action = subject, action
        words = _("This is no longer possible: the %(thing)s is now “%(state)s”. Nothing was changed.") % {
            "thing": subject._meta.verbose_name,
            "state": subject.get_state_display(),  # type: ignore[attr-defined]  # made by Django for a field with choices
        }
        super().__init__(words)


class EventNotWritten(RuntimeError):
    """Nobody listened to the announcement, so the trail would have a hole."""


def record_event(
    subject: models.Model,
    action: str,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    facts: Mapping[str, object] | None = None,
) -> None:
    """Write one event about the subject. `by` is a person, or None for the clock; `at` an aware instant."""
    heard = event_occurred.send(
        sender=type(subject),
        subject=subject,
        action=action,
        by=by,
        at=at,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        facts=dict(facts or {}),
    )
    if not heard:
        raise EventNotWritten(action)


@transaction.atomic
def advance(
    subject: AnyStateful,
    action: str,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
    **fields: object,
) -> AnyStateful:
    """Carry the subject through one transition and return the fresh, locked row with `fields` written beside it.

    Raises WrongState when the row is not in a source state, NotPermitted when the person may not.
    """
    transition = subject.TRANSITIONS[action]
    manager = type(subject)._default_manager
    fresh: AnyStateful = manager.select_for_update(of=("self",)).get(pk=subject.pk)
    if fresh.state not in transition.sources:
        raise WrongState(fresh, action)
    _require_actor(fresh, transition, by)
    source = fresh.state
    fresh.state = transition.target
    for name, value in fields.items():
        setattr(fresh, name, value)
    fresh.save(update_fields=["state", *fields])
    record_event(fresh, action, by=by, at=at, from_state=source, to_state=transition.target, reason=reason, facts=facts)
    return fresh


def _require_actor(subject: Stateful, transition: Transition, by: AbstractBaseUser | None) -> None:
    if by is None and transition.by_clock:
        return
    require(by, transition.permission or "lib.clock_only", subject)


def available(subject: Stateful, user: AbstractBaseUser | AnonymousUser) -> dict[str, Transition]:
    """The transitions that this person could start now: what a page draws its buttons from."""
    return {
        action: transition
        for action, transition in subject.TRANSITIONS.items()
        if subject.state in transition.sources and transition.permission and may(user, transition.permission, subject)
    }
