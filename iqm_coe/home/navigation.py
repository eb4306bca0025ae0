"""What stands in the navigation: built from the person's roles, a filter of what they may open and nothing more."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from iqm_coe.accounts.enums import IqmRoleKind

STAFF = frozenset({IqmRoleKind.STAFF})
OFFICE = frozenset({IqmRoleKind.STAFF, IqmRoleKind.ADMINISTRATOR})
FINANCE = frozenset({IqmRoleKind.FINANCE})
ADVISER = frozenset({IqmRoleKind.ADVISER})
ASSESSOR = frozenset({IqmRoleKind.ASSESSOR})
ADMINISTRATOR = frozenset({IqmRoleKind.ADMINISTRATOR})


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation."""

    label: str
    url: str
    is_current: bool
    count: int = 0


def entries(user: Any) -> list[tuple[str, str]]:
    """Label and url name of each entry for this person, in order. No query beyond the roles already read."""
    offered = [
        (_("What needs me"), "home:index", None),
        (_("My visits"), "reviews:my_visits", ASSESSOR),
        (_("Programme"), "home:programme", OFFICE),
        (_("Applications"), "centres:applications", OFFICE),
        (_("Centres"), "centres:centres", None),
        (_("My Centres"), "centres:my_centres", ADVISER),
        (_("Finance"), "centres:finance", FINANCE),
        (_("Schools"), "schools:schools", None),
        (_("Visits"), "reviews:visits", OFFICE),
        (_("Reports"), "reviews:reports", OFFICE),
        (_("Outbox"), "notifications:outbox", OFFICE),
        (_("People"), "accounts:people", ADMINISTRATOR),
        (_("Settings"), "accounts:settings", ADMINISTRATOR),
        (_("Audit"), "accounts:audit", ADMINISTRATOR),
    ]
    return [(label, name) for label, name, roles in offered if roles is None or roles & user.iqm_roles]


@cache
def _address(name: str) -> str:
    """The address of a page of the navigation; it is the same in every request."""
    return reverse(name)


def navigation(request: HttpRequest) -> list[NavItem]:
    """The entries with the one that is open marked."""
    items = [(label, _address(name)) for label, name in entries(request.user)]
    here = max((url for _label, url in items if request.path.startswith(url)), key=len, default="")
    return [NavItem(label, url, url == here) for label, url in items]
