"""Where files are kept: a file is there whole, or it is not there."""

import os
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """A disk that is full leaves no empty file behind, and what is said to be kept has reached the disk."""

    def _save(self, name: str, content: "File[bytes]") -> str:
        whole = Path(self.path(name))
        was_there = whole.exists()
        try:
            saved: str = super()._save(name, content)  # type: ignore[misc]  # the stubs leave it out
            with Path(self.path(saved)).open("rb") as kept:
                os.fsync(kept.fileno())
        except OSError:
            if not was_there:
                whole.unlink(missing_ok=True)
            raise
        return saved
