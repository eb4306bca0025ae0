"""How much a request may send: little, unless its view says that it takes files."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponseBase

MEGABYTE = 1024**2
ORDINARY = 5 * MEGABYTE // 2  # a form full of long texts; also what Django reads into memory
ANONYMOUS = MEGABYTE  # of whoever is not signed in: a text whose session ended is shown to be copied
OF_A_FILE = 25 * MEGABYTE  # a little more than a file may have, so that the form itself says which one is too large

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def takes_files(most: int = OF_A_FILE) -> Callable[[View], View]:
    """For a view whose form has a file: so many bytes in one request, its fields among them."""

    def declared(view: View) -> View:
        view.most_bytes = most  # type: ignore[attr-defined]  # read by `most_of`, through what wraps the view
        return view

    return declared


def most_of(view: Callable[..., HttpResponseBase] | None) -> int:
    """What a request to this view may send; None stands for an address at which there is nothing."""
    return int(getattr(view, "most_bytes", ORDINARY))
