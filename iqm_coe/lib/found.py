"""The one thing that a page is about."""

from collections.abc import Sequence
from typing import TypeVar

from django.http import Http404

Row = TypeVar("Row")


def found(rows: Sequence[Row]) -> Row:
    """The row that a kept question has found. Raises Http404 where there is none, as `get_object_or_404` does."""
    if not rows:
        raise Http404
    return rows[0]
