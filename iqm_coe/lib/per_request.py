"""What the reading of one page asks only once: a person's roles, the settings. Writing asks anew each time."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

Heard = list[tuple[tuple[Hashable, ...], object]]

_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)
_heard: ContextVar[Heard | None] = ContextVar("heard", default=None)


@contextmanager
def answered_per_request() -> Iterator[None]:
    """Within this block `per_request` keeps its answers. Opened around a safe request only: a right that ends is gone
    on the next request (R5), and a flow never decides by an answer from before its lock.
    """
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


@contextmanager
def answered_at_once() -> Iterator[None]:
    """The same around one reading of much, outside of a page as well: within one the page's own answers serve."""
    if _known.get() is not None:
        yield
        return
    with answered_per_request():
        yield


@contextmanager
def watched() -> Iterator[Heard]:
    """Within this block each answer that `per_request` gives is listed with its key."""
    heard: Heard = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


def per_request(key: tuple[Hashable, ...], ask: Callable[[], T]) -> T:
    """The answer to a question that has this key, a name and what it is of; asked anew wherever nobody opened
    `answered_per_request`.
    """
    answer: T = _answered(key, ask)
    heard = _heard.get()
    if heard is not None:
        heard.append((key, answer))
    return answer


def _answered(key: tuple[Hashable, ...], ask: Callable[[], T]) -> T:
    known = _known.get()
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    answer: T = known[key]
    return answer
