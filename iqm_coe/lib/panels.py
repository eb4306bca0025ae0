"""The registry of page parts: an upper app adds a panel to a lower app's page without being imported by it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Panel:
    """A template and what it needs."""

    template: str
    context: dict[str, Any]


Provider = Callable[[Any, Any, date], Panel | None]

_providers: dict[str, list[Provider]] = {}


def panel(page: str) -> Callable[[Provider], Provider]:
    """Declare a provider of (person, subject, day in London) for a page; it may give nothing."""

    def keep(provider: Provider) -> Provider:
        _providers.setdefault(page, []).append(provider)
        return provider

    return keep


def panels_for(page: str, user: Any, subject: Any, on: date) -> list[Panel]:
    """The panels that this page has for this person, in the order of the apps."""
    given = (provide(user, subject, on) for provide in _providers.get(page, []))
    return [one for one in given if one]
