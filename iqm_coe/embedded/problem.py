"""What went wrong, in words for the person who typed the command: printed without a traceback."""

import errno
import os
import pwd
from contextlib import suppress
from pathlib import Path

FULL = {errno.ENOSPC, errno.EDQUOT}
PROJECT = Path(__file__).resolve().parent.parent.parent


class LauncherError(Exception):
    """An expected problem; its text says what it is and what to do."""


def cannot_write(error: OSError, what: str = "The launcher") -> str:
    """Read-only, full, or somebody else's: said with the owner's name. An error that is about no file is raised."""
    if error.errno in FULL:
        place = error.filename or f"what it needs, in var/ of {PROJECT} or where it was told to"
        return f"{what} cannot write {place}: the disk is full. Make room there, and say the same again."
    if error.filename is None:
        raise error
    place = Path(error.filename)
    number = _owner(place)
    owner = str(number)
    with suppress(KeyError):
        owner = pwd.getpwuid(number).pw_name
    if number == os.geteuid():
        return (
            f"{what} cannot write {place}: {error.strerror}. It is yours, so look at its permissions, at the room that "
            f"is left, and whether the disk may be written to: var/ and .venv/ in {PROJECT} have to be."
        )
    return (
        f"{what} cannot write {place}: {error.strerror}. That belongs to {owner}. It has to write var/ and "
        f".venv/ in {PROJECT}: run it as who owns them, or in a clone of your own."
    )


def _owner(place: Path) -> int:
    """Of the nearest part of a path that we may look at: another's private folder does not even say what lies in it."""
    for part in (place, *place.absolute().parents):
        with suppress(OSError):
            return part.stat().st_uid
    return os.geteuid()
