"""What workers share: taking a row that no other holds, counting the attempt, and a sign of life while they work.

What an attempt that fell silent means differs, and stays with its room: a mail may have gone and is never sent again
unasked, a pack is built anew under another claim, a reminder is held by its lock alone.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def next_free(rows: QuerySet[M]) -> M | None:
    """The first of these rows, locked; those that another worker holds are passed over. Within a transaction."""
    return rows.select_for_update(skip_locked=True, of=("self",)).first()


def claim(row: Model, **fields: object) -> None:
    """Write down who took it and when, and that it is one attempt more."""
    attempts = getattr(row, "attempts", 0) + 1
    for name, value in {**fields, "attempts": attempts}.items():
        setattr(row, name, value)
    row.save(update_fields=[*fields, "attempts"])


@contextmanager
def signs_of_life(say: Callable[[], object], *, every: float) -> Iterator[None]:
    """Call `say` every so many seconds from a thread of its own, with a connection of its own, until the block ends."""
    is_over = threading.Event()

    def live() -> None:
        try:
            while not is_over.wait(every):
                say()
        finally:
            connection.close()

    thread = threading.Thread(target=live, name="signs-of-life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
