"""The registry of next steps: what a thing asks for once the app that owns it has nothing more to ask itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from iqm_coe.lib.people import Person
from iqm_coe.lib.registry import Registry


@dataclass(frozen=True)
class Step:
    """The one thing to do next, in words, and where."""

    words: str
    action: str = ""
    url: str = ""
    tone: str = "info"


_tellers = Registry[Callable[[Person, Any, date], Step | None]]()
# Tells (person, subject, day in London) the step of a page that a lower app draws: `@next_step("visit")`.
next_step = _tellers.declare


def step_for(page: str, user: Person, subject: object, on: date) -> Step | None:
    """The first step that an upper app tells, if any does."""
    return next((step for tell in _tellers.of(page) if (step := tell(user, subject, on))), None)
