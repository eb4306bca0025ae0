"""Locks that end with their holder, however it ends."""

import fcntl
import os
from pathlib import Path


class Lock:
    """An exclusive lock on a file, held until it is released or its holder is gone."""

    def __init__(self, path: Path) -> None:
        """Nothing is locked yet."""
        self.path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Whether we hold it now; never waits."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor
        return True

    def holder(self) -> str:
        """The process number that the holder wrote, for telling a person."""
        try:
            return self.path.read_text().strip()
        except OSError:
            return ""

    def release(self) -> None:
        """Let go of it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
