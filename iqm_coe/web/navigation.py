"""What stands in the navigation: built from the person's roles, a filter of what they may open and nothing more."""

from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.navigation import entries_for


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation."""

    label: str
    url: str
    is_current: bool
    count: int = 0


@cache
def _address(route: str) -> str:
    """The address of a page of the navigation; it is the same in every request."""
    return reverse(route)


def navigation(request: SignedInRequest) -> list[NavItem]:
    """The entries with the one that is open marked. No query beyond the roles, which most pages read anyway."""
    entries = list(entries_for(request.user))
    sections = [_address(entry.section) for entry in entries]
    here = max((url for url in sections if request.path.startswith(url)), key=len, default="")
    return [
        NavItem(str(entry.label), _address(entry.route), section == here)
        for entry, section in zip(entries, sections, strict=True)
    ]
