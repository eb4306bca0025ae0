"""The registry of page parts: an upper app adds a panel to a lower app's page without being imported by it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from iqm_coe.lib.people import Person
from iqm_coe.lib.registry import Registry


@dataclass(frozen=True)
class Panel:
    """A template and what it needs; with an anchor and a title it stands in the contents of its page."""

    template: str
    context: Mapping[str, object]
    anchor: str = ""
    title: str = ""


_panels = Registry[Callable[[Person, Any, date], Panel | None]]()
# A provider of (person, subject, day in London) for a page: `@panel("year", order=20)`. It may give nothing.
panel = _panels.declare


def tasks_panel(
    title: str,
    items: Sequence[Mapping[str, object]],
    *,
    empty: str,
    action: str = "",
    action_url: str = "",
    of: int = 0,
    all_url: str = "",
) -> Panel:
    """A short list of things with a state each, as the task list draws them, and at most one action. `of` says of how
    many they are a part, and there is a way to all.
    """
    told = {"title": title, "items": items, "empty": empty, "action": action, "action_url": action_url}
    context = {**told, "of": of, "all_url": all_url}
    return Panel("components/_tasks_panel.html", context)


def panels_for(page: str, user: Person, subject: object, on: date) -> list[Panel]:
    """The panels that this page has for this person, in their order."""
    return [given for provide in _panels.of(page) if (given := provide(user, subject, on))]
