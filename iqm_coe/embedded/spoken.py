"""What an operator did, or a machine lacks, that ends a command: a sentence with a next step, and no traceback."""

import sys
from collections.abc import Callable

import psycopg

from iqm_coe.embedded.problem import LauncherError, cannot_write

Expected = LauncherError | OSError | psycopg.Error
EXPECTED = (LauncherError, OSError, psycopg.Error)


def in_words(work: Callable[[], int]) -> int:
    """The exit status of what was asked for: its own, or 1 where something expected kept it from its end."""
    try:
        return work()
    except EXPECTED as error:
        print(words_of(error), file=sys.stderr)
    return 1


def words_of(error: Expected) -> str:
    """What happened, and what to do."""
    if isinstance(error, psycopg.errors.DiskFull):
        return "The disk of the database is full. Make room there, and say the same again."
    if isinstance(error, psycopg.Error):
        return (
            f"The database did not do what it was asked: {first_line(error)}. var/log/postgres.log, or the log of the "
            "server at DATABASE_URL, tells more."
        )
    return cannot_write(error) if isinstance(error, OSError) else str(error)


def first_line(error: psycopg.Error) -> str:
    """The sentence in what a server says: hints and what it was asked stand below it."""
    said = str(error).strip()
    return said.splitlines()[0].strip().rstrip(".") if said else "it said nothing"
