"""What we lean on and is away for a while: told from a mistake of ours by the error it leaves."""

import errno
from collections.abc import Iterator
from enum import Enum, auto

import psycopg
from kombu.exceptions import OperationalError as BrokerUnreachable
from redis.exceptions import ConnectionError as CacheUnreachable
from redis.exceptions import TimeoutError as CacheTooSlow

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
# SQLSTATE: the connection is lost, no room or too many of us, the server goes down or comes up.
DATABASE_STATES = ("08", "53", "57P01", "57P02", "57P03")
LOCKED = "55P03"  # somebody holds a row or a table for longer than a page waits


class Outage(Enum):
    """What is away."""

    DATABASE = auto()
    SERVICE = auto()  # cache or broker: whoever is signed in goes on
    ROOM = auto()  # for files, or for what is written


def outage_of(error: BaseException | None) -> Outage | None:
    """What this error, or the one it came from, says is away; None where the mistake is ours."""
    return next((told for each in _chain(error) if (told := _told(each))), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    met: list[BaseException] = []
    while error is not None and error not in met:
        met.append(error)
        yield error
        error = error.__cause__ or error.__context__


def _told(error: BaseException) -> Outage | None:
    if isinstance(error, CacheUnreachable | CacheTooSlow | BrokerUnreachable):
        return Outage.SERVICE
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return _told_by_the_database(error)
    if isinstance(error, OSError) and error.errno in FULL:
        return Outage.ROOM
    return None


def _told_by_the_database(error: psycopg.Error) -> Outage | None:
    """Without a state there was no server to give one; a deadlock, for one, is no outage."""
    if isinstance(error, psycopg.errors.DiskFull):
        return Outage.ROOM
    if error.sqlstate == LOCKED:
        return Outage.SERVICE
    return Outage.DATABASE if error.sqlstate is None or error.sqlstate.startswith(DATABASE_STATES) else None
