"""What stands in the navigation: built from the person's roles, a filter of what they may open and nothing more."""

from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.navigation import entries_for, without_entry


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
    """The entries with the one that is open marked, or below which it lies. No query beyond the roles, which most pages
    read anyway.
    """
    entries, path = list(entries_for(request.user)), request.path
    below = {url: one for one in without_entry() if path.startswith(url := _address(one.route))}
    places = {url: _address(one.below) for url, one in below.items() if one.to(request.user, None)}
    places |= {url: url for entry in entries if path.startswith(url := _address(entry.section))}
    here = places[max(places, key=len)] if places else ""
    return [NavItem(str(entry.label), _address(entry.route), _address(entry.section) == here) for entry in entries]
