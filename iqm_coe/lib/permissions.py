"""Who may do what: each app declares its named predicates once, at the foot of its rules.py."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.models import AnonymousUser

from iqm_coe.lib.errors import NotPermitted, WritingStopped
from iqm_coe.lib.people import Person

Predicate = Callable[[Person, Any], bool]

_declared: dict[str, Predicate] = {}
_reading: set[str] = set()
_is_read_only: ContextVar[bool] = ContextVar("is_read_only", default=False)
_is_writing: ContextVar[bool] = ContextVar("is_writing", default=False)


def declare(permissions: Mapping[str, Predicate], *, reading: Collection[str] = ()) -> Mapping[str, Predicate]:
    """Make the permissions known by name; a name belongs to one app and is declared once. Those of `reading` let
    somebody look and change nothing; every other one is about writing.
    """
    _reading.update(reading)
    for name, predicate in permissions.items():
        if _declared.get(name, predicate) is not predicate:
            raise ValueError(f"The permission {name} is declared twice.")
        _declared[name] = predicate
    return permissions


def declared() -> Mapping[str, Predicate]:
    """Every permission of the product with its predicate."""
    return dict(_declared)


def may(user: Person | AnonymousUser | None, permission: str, subject: object = None) -> bool:
    """Whether this person may do it; nobody signed out or deactivated may do anything. KeyError: no such permission."""
    return _holds(user, permission, subject, is_writing=permission not in _reading and not _is_read_only.get())


@contextmanager
def read_only() -> Iterator[None]:
    """Within this block it is asked what somebody reads, also where a page goes by the right to write: whose writing is
    stopped reads as before.
    """
    token = _is_read_only.set(True)
    try:
        yield
    finally:
        _is_read_only.reset(token)


def could(user: Person | AnonymousUser | None, permission: str, subject: object = None) -> bool:
    """Whether this person may do it, were their writing not stopped: by that goes what they read."""
    with read_only():
        return may(user, permission, subject)


def require(user: Person | AnonymousUser | None, permission: str, subject: object = None) -> None:
    """Raise NotPermitted unless this person may do it; WritingStopped where they could but for that."""
    if not may(user, permission, subject):
        if _holds(user, permission, subject, is_writing=False):
            raise WritingStopped(permission)
        raise NotPermitted(permission)


def is_writing() -> bool:
    """Whether it is asked who may change something: what stops the writing of somebody is left out of account else."""
    return _is_writing.get()


def asked_as() -> tuple[bool, bool]:
    """Whether it is asked who may change something, and whether all is asked as reading: answers differ by both."""
    return _is_writing.get(), _is_read_only.get()


def _holds(user: Person | AnonymousUser | None, permission: str, subject: object, *, is_writing: bool) -> bool:
    predicate = _declared[permission]
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    token = _is_writing.set(is_writing)
    try:
        return bool(predicate(user, subject))
    finally:
        _is_writing.reset(token)


def none_of(*predicates: Predicate) -> Predicate:
    """A predicate that holds when none of the given ones does."""
    return lambda user, subject: not any(predicate(user, subject) for predicate in predicates)


def anyone_of(*predicates: Predicate) -> Predicate:
    """A predicate that holds when one of the given ones does."""
    return lambda user, subject: any(predicate(user, subject) for predicate in predicates)
