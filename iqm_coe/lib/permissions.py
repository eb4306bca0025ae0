"""Who may do what: each app declares its named predicates once, at the foot of its rules.py."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from iqm_coe.lib.errors import NotPermitted

Predicate = Callable[[Any, Any], bool]

_declared: dict[str, Predicate] = {}


def declare(permissions: Mapping[str, Predicate]) -> Mapping[str, Predicate]:
    """Make the permissions known by name; a name belongs to one app and is declared once."""
    for name, predicate in permissions.items():
        if _declared.get(name, predicate) is not predicate:
            raise ValueError(f"The permission {name} is declared twice.")
        _declared[name] = predicate
    return permissions


def declared() -> Mapping[str, Predicate]:
    """Every permission of the product with its predicate."""
    return dict(_declared)


def may(user: AbstractBaseUser | AnonymousUser | None, permission: str, subject: object = None) -> bool:
    """Whether this person may do it; nobody signed out or deactivated may do anything. KeyError: no such permission."""
    predicate = _declared[permission]
    return bool(user is not None and user.is_authenticated and user.is_active and predicate(user, subject))


def require(user: AbstractBaseUser | AnonymousUser | None, permission: str, subject: object = None) -> None:
    """Raise NotPermitted unless this person may do it."""
    if not may(user, permission, subject):
        raise NotPermitted(permission)


def anyone_of(*predicates: Predicate) -> Predicate:
    """A predicate that holds when one of the given ones does."""
    return lambda user, subject: any(predicate(user, subject) for predicate in predicates)
