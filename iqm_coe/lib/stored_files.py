"""Files leave the store only while no backup copies it: what its rows name has to be there until it is done (R46e)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.storage import default_storage
from django.db import connection, transaction

A_BACKUP_IS_TAKEN = 0x4241434B  # an advisory lock of the database: it ends with whoever holds it


@contextmanager
def files_stay() -> Iterator[None]:
    """Until the block ends no file is taken away; waits for those that are being taken away at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [A_BACKUP_IS_TAKEN])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [A_BACKUP_IS_TAKEN])


@transaction.atomic
def take_away(name: str) -> bool:
    """Delete a file that no row stands for any more. False while a backup is taken: the night's sweep comes again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [A_BACKUP_IS_TAKEN])
        (is_free,) = cursor.fetchone() or (False,)
    if is_free:
        default_storage.delete(name)
    return bool(is_free)
