"""As whom the servers run: PostgreSQL refuses root, so root's servers run as somebody with fewer rights."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

ROOT = 0


@dataclass(frozen=True)
class Identity:
    """A user of this machine."""

    uid: int
    gid: int
    name: str

    def may_enter(self, place: Path) -> bool:
        """Whether this user can reach a place through all its parents as their permissions are now."""
        return all(self._may_pass(parent) for parent in (place, *place.parents) if parent.is_dir())

    def _may_pass(self, directory: Path) -> bool:
        status = directory.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)

    def own(self, place: Path) -> None:
        """Give a directory, and what is in it, to this user; nothing is done where it is theirs already."""
        if os.geteuid() != ROOT or place.stat().st_uid == self.uid:
            return
        for directory, _, names in os.walk(place):
            for entry in (Path(directory), *(Path(directory) / name for name in names)):
                os.chown(entry, self.uid, self.gid, follow_symlinks=False)


def server_identity(project: Path) -> Identity:
    """The caller; where that is root, the owner of the project, or the machine's user for nobody in particular."""
    caller = os.geteuid()
    if caller != ROOT:
        return _by_uid(caller) or Identity(caller, os.getegid(), str(caller))
    owner = project.stat().st_uid
    identity = _by_uid(owner) if owner != ROOT else None
    return identity or _nobody()


def _by_uid(uid: int) -> Identity | None:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return None
    return Identity(entry.pw_uid, entry.pw_gid, entry.pw_name)


def _nobody() -> Identity:
    for name in ("nobody", "daemon"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Identity(entry.pw_uid, entry.pw_gid, entry.pw_name)
    return Identity(65534, 65534, "nobody")
