"""What the search from everywhere shows: the finds by kind, and where nothing is found, what can be searched."""

from dataclasses import dataclass
from typing import Any

from iqm_coe.accounts.models.user import User
from iqm_coe.lib import search
from iqm_coe.lib.search import Asked, Group, Kind


@dataclass(frozen=True)
class Found:
    """The answer to what was asked."""

    asked: Asked
    groups: list[Group]
    kinds: list[Kind[Any]]  # that this person may search

    @property
    def is_guessed(self) -> bool:
        """Nothing says these words anywhere; what is shown is written much like them."""
        return bool(self.groups) and all(group.is_guessed for group in self.groups)


def found_by(user: User, typed: str) -> Found:
    """All that this person may see and that answers to what was typed."""
    asked = Asked.of(typed)
    places = search.places_for(user)
    return Found(asked, search.search(places, user, asked), [kind for kind, _rows in places])
