"""The one way a state changes: lock the row, check the state, check the person, write, write the event (R45)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.origins import Origin
from iqm_coe.lib.people import Person
from iqm_coe.lib.per_request import answered_per_request
from iqm_coe.lib.permissions import may, require
from iqm_coe.lib.signals import events_occurred
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
    READ_WITH: ClassVar[tuple[str, ...]] = ()  # the rows beside it that its permissions ask
    state: "models.CharField[str, str]"

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


@dataclass(frozen=True)
class Happening:
    """One event to be: `by` is a person, or None for the clock; `at` an aware instant."""

    subject: models.Model
    action: str
    by: Person | None
    at: datetime
    from_state: str = ""
    to_state: str = ""
    reason: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    origin: Origin | None = None


def record_event(
    subject: models.Model,
    action: str,
    *,
    by: Person | None,
    at: datetime,
    to_state: str = "",
    reason: str = "",
    facts: Mapping[str, object] | None = None,
    origin: Origin | None = None,
) -> None:
    """Write one event about the subject."""
    told = Happening(subject, action, by, at, to_state=to_state, reason=reason, facts=facts or {}, origin=origin)
    record_events([told])


def record_events(happenings: Sequence[Happening]) -> None:
    """Write an event about each, in as many statements for five hundred as for one."""
    if happenings and not events_occurred.send(sender=Happening, happenings=happenings):
        raise EventNotWritten(happenings[0].action)


def advance(
    subject: AnyStateful,
    action: str,
    *,
    by: Person | None,
    at: datetime,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
    **fields: object,
) -> AnyStateful:
    """Carry the subject through one transition and return the fresh, locked row with `fields` written beside it.

    Raises WrongState when the row is not in a source state, NotPermitted when the person may not.
    """
    told = {subject.pk: facts or {}}
    return advance_all([subject], action, by=by, at=at, reason=reason, facts=told, **fields)[0]


@transaction.atomic
def advance_all(
    subjects: Sequence[AnyStateful],
    action: str,
    *,
    by: Person | None,
    at: datetime,
    reason: str = "",
    facts: Mapping[int, Mapping[str, object]] | None = None,
    **fields: object,
) -> list[AnyStateful]:
    """Carry all through the same transition, or none: one locks, one writes, whatever their number. `facts` by their
    keys; the fresh, locked rows come back in the order given. Raises as `advance` does.
    """
    if not subjects:
        return []
    transition = subjects[0].TRANSITIONS[action]
    fresh = _locked(subjects)
    with answered_per_request():  # from here on, with the rows locked, what holds for one of them holds for the next
        for row in fresh:
            if row.state not in transition.sources:
                raise WrongState(row, action)
            _require_actor(row, transition, by)
    told, states = facts or {}, {row.pk: row.state for row in fresh}
    _write(fresh, transition.target, fields)
    record_events(
        [
            Happening(row, action, by, at, states[row.pk], transition.target, reason, told.get(row.pk, {}))
            for row in fresh
        ]
    )
    return fresh


def _locked(subjects: Sequence[AnyStateful]) -> list[AnyStateful]:
    """Afresh, locked in the order of their keys, given in the order asked for. Raises DoesNotExist."""
    kind = type(subjects[0])
    held = kind._default_manager.select_for_update(of=("self",)).order_by("pk")
    rows = (held.select_related(*kind.READ_WITH) if kind.READ_WITH else held).in_bulk([one.pk for one in subjects])
    if gone := next((one for one in subjects if one.pk not in rows), None):
        raise type(gone).DoesNotExist(f"{gone._meta.label} {gone.pk}")
    return [rows[one.pk] for one in subjects]


def _write(rows: list[AnyStateful], state: str, fields: Mapping[str, object]) -> None:
    """The same into each, in one statement."""
    for row in rows:
        row.state = state
        for name, value in fields.items():
            setattr(row, name, value)
    type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).update(state=state, **fields)


def _require_actor(subject: Stateful, transition: Transition, by: Person | None) -> None:
    if by is None and transition.by_clock:
        return
    require(by, transition.permission or "lib.clock_only", subject)


def available(subject: Stateful, user: Person | AnonymousUser) -> dict[str, Transition]:
    """The transitions that this person could start now: what a page draws its buttons from."""
    return {
        action: transition
        for action, transition in subject.TRANSITIONS.items()
        if subject.state in transition.sources and transition.permission and may(user, transition.permission, subject)
    }
