"""What the registries of pages are made of: functions that the apps declare for a place, in their order."""

from collections.abc import Callable
from typing import Generic, TypeVar

F = TypeVar("F", bound=Callable[..., object])


class Registry(Generic[F]):
    """Functions by place. Imports run downwards, so whoever draws the place asks here and knows none of them."""

    def __init__(self) -> None:
        """Nothing is declared yet."""
        self._declared: dict[str, list[tuple[int, F]]] = {}

    def declare(self, place: str, *, order: int = 0) -> Callable[[F], F]:
        """A decorator that declares a function for this place; of equal order the first declared comes first."""

        def keep(function: F) -> F:
            self._declared.setdefault(place, []).append((order, function))
            return function

        return keep

    def of(self, place: str) -> list[F]:
        """The functions of this place in their order."""
        return [function for _order, function in sorted(self._declared.get(place, []), key=lambda pair: pair[0])]
