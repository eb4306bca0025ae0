"""A round over many rows: one that cannot be done is reported and holds up none of the others."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

import structlog
from django.db import Error, connection, transaction
from django.db.models import Model

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.signals import round_ended

log = structlog.get_logger(__name__)

T = TypeVar("T")


def each(name: str, rows: Iterable[T], act: Callable[[T], int | None], *, at: datetime) -> int:
    """Carry `act` out for each row, each in a transaction of its own; returns how many were done, or their sum.

    A row that is refused was answered by somebody meanwhile, and is passed over. Whatever else a row raises is logged
    with its traceback, and stands on the page of faults until a later round gets past it; the rest goes on. A database
    that is gone is no fault of a row: that is raised.
    """
    done, failed = 0, {}
    for row in rows:
        try:
            with transaction.atomic():
                given = act(row)
        except Refused:
            continue
        except Exception as error:  # whatever a row raises: the others must go on
            if isinstance(error, Error) and not connection.is_usable():
                raise
            log.exception("round_failed", round=name, row=named(row))
            failed[named(row)] = repr(error)
        else:
            done += 1 if given is None else given
    tell(name, failed, at=at)
    return done


def tell(name: str, failed: dict[str, str], *, at: datetime) -> None:
    """Say which rows of a round failed, by name with the error; those of it that failed before and are not among them
    are over.
    """
    round_ended.send(sender=None, name=name, failed=failed, at=at)


def named(row: object) -> str:
    """A row as the page of faults names it: `year.centreyear 12`."""
    if isinstance(row, Model):
        return f"{row._meta.label_lower} {row.pk}"
    return str(getattr(row, "name", row))
