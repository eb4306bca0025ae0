"""What a backup says of itself, and how one tells that it is whole."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from iqm_coe.lib.dates import LONDON

FORMAT = 1
DATABASE, FILES, MANIFEST, SUMS = "database.dump", "files", "backup.json", "SHA256SUMS"
HALF_DONE = ".half-done"
PIECE = 1 << 20
# Settings that hold keys, and what cannot be read or used without them. Their values are never written down.
KEYS = {
    "SECRET_KEY": "nothing in the tables is encrypted by it; without it people sign in again and links in mails sent "
    "before the restore end",
    "SECRET_KEY_FALLBACKS": "the same for what a former key signed",
    "IQM_OWNER_PASSWORD, IQM_APP_PASSWORD": "roles and passwords of the database are no part of a backup: they are "
    "made anew",
    "EMAIL_URL": "the mail server's password",
}


@dataclass(frozen=True)
class Manifest:
    """Written beside the dump. `made_at` is the instant of the dump's snapshot; `lacking` are files that rows named
    and the store had not, or had with other bytes: no fault of the backup, and to be known.
    """

    made_at: str
    commit: str
    migrations: list[str]
    server: str
    files: int
    bytes: int
    lacking: list[str]
    keys: dict[str, str]
    format: int = FORMAT

    @property
    def shows(self) -> str:
        """The instant in words, as a clock in London told it."""
        return f"{datetime.fromisoformat(self.made_at).astimezone(LONDON):%-d %B %Y at %H:%M} London time"

    def write(self, folder: Path) -> None:
        """Into the folder of the backup."""
        written(folder / MANIFEST, json.dumps(asdict(self), indent=2).encode() + b"\n")


class NotWhole(Exception):
    """The backup is not what it was when it was made; its text says which file."""


def read(folder: Path) -> Manifest:
    """What the backup says of itself. Raises NotWhole where it is none."""
    if folder.name.endswith(HALF_DONE):
        raise NotWhole(f"{folder} was interrupted while it was made: it is no backup.")
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise NotWhole(f"{folder} is no backup: {MANIFEST} cannot be read ({error}).") from None


def check_hashes(folder: Path) -> int:
    """Every file of the backup against its hash; how many they are. Raises NotWhole naming the first that differs."""
    if not (folder / SUMS).is_file():
        raise NotWhole(f"{folder} is not whole: {SUMS}, which tells what was written, is not there.")
    lines = (folder / SUMS).read_text(errors="replace").splitlines()
    written_down = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise NotWhole(f"{folder} is not what was written: {path.relative_to(folder)} is no plain file.")
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {SUMS}
    for name in sorted({DATABASE, MANIFEST, *written_down} - found):
        raise NotWhole(f"{folder} is not whole: {name} is not there.")
    for name in sorted(found - set(written_down)):
        raise NotWhole(f"{folder} is not what was written: {name} is in it, and not in {SUMS}.")
    for name, digest in written_down.items():
        if hash_of(folder / name) != digest:
            raise NotWhole(f"{folder} is damaged: {name} is not what was written.")
    return len(written_down)


def write_hashes(folder: Path, known: dict[str, str]) -> None:
    """In the form of sha256sum, so that `sha256sum -c SHA256SUMS` can ask too; `known` need not be read again."""
    digests = {**known, **{name: hash_of(folder / name) for name in (DATABASE, MANIFEST)}}
    lines = [f"{digest}  {name}\n" for name, digest in sorted(digests.items())]
    written(folder / SUMS, "".join(lines).encode())


def hash_of(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def written(path: Path, content: bytes) -> None:
    """On the disk and not only in its cache."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """A file or a folder itself: its bytes, or its names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def folders_of(folder: Path) -> Iterator[Path]:
    """A folder and those in it, the deepest first."""
    yield from sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True)
    yield folder


def migrations_of_this_tree() -> set[str]:
    """`app.name` of every migration that this version knows."""
    loader = MigrationLoader(None)
    return {f"{app}.{name}" for app, name in loader.disk_migrations}


def commit() -> str:
    """The commit of this version; of an image what it was built with (`SOURCE_COMMIT`)."""
    told = os.environ.get("SOURCE_COMMIT", "")
    if told:
        return told
    git = shutil.which("git")
    if git is None:
        return "unknown"
    command = [git, "-C", str(settings.BASE_DIR), "rev-parse", "HEAD"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - it asks for a name
    return asked.stdout.strip() or "unknown"
