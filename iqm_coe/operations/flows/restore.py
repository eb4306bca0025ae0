"""A backup into an empty place: asked whether it is whole, loaded, brought up to date (R46f), its mail held (R40p)."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.translation import gettext as _

from iqm_coe.lib.errors import Refused
from iqm_coe.notifications.flows import hold
from iqm_coe.operations import manifest, postgres
from iqm_coe.operations.flows.backup import require_apart
from iqm_coe.operations.manifest import DATABASE, FILES, Manifest

# Stands in the database while it is being filled: what was interrupted is never taken for a whole one.
UNFINISHED = "restore_unfinished"


@dataclass(frozen=True)
class Step:
    """One thing that was done, for whoever watches."""

    words: str


def restore(folder: Path, files: Path, *, replace: bool, at: datetime) -> Iterator[Step]:
    """Bring a backup back, step by step; `files` is the store's folder, `replace` lets go of what is there.

    Raises Refused with a sentence, NotWhole, PostgresProblem, OSError. The restricted role has no rights until mail is
    held and every session is over, so nothing is served or sent before.
    """
    require_apart(folder)
    told = manifest.read(folder)
    yield Step(f"The backup shows {told.shows}, of commit {told.commit[:12]}, PostgreSQL {told.server}.")
    _require_known(told)
    number = manifest.check_hashes(folder)
    yield Step(f"{number} files of the backup are what was written.")
    _require_empty(files, replace=replace)
    _begin(files)
    postgres.load(folder / DATABASE)
    yield Step("The database is loaded.")
    yield Step(f"{_bring_files(folder / FILES, files)} files are in the store.")
    call_command("migrate", interactive=False, verbosity=0)
    yield Step("The tables are those of this version.")
    ended, counted = _settle(told, at)
    yield Step(
        f"{ended} sessions are over; {counted['mails']} mails and {counted['reminders']} reminders are held until an "
        "administrator decides."
    )
    call_command("grant_app_role", stdout=StringIO())
    yield Step("The application's role has its rights.")


def is_unfinished() -> bool:
    """Whether a restore was interrupted in this database."""
    return UNFINISHED in connection.introspection.table_names()


def _require_known(told: Manifest) -> None:
    """A version can read what it has made and what earlier ones have."""
    unknown = sorted(set(told.migrations) - manifest.migrations_of_this_tree())
    if unknown and all(name.startswith("demo.") for name in unknown):
        raise Refused(_("This is a backup of a demonstration, whose people are invented: these settings take none."))
    if told.format > manifest.FORMAT or unknown:
        raise Refused(
            f"A newer version made this backup (commit {told.commit[:12]}): this one does not know "
            f"{', '.join(unknown[:3]) or f'its format {told.format}'}. Restore it with that version or a later one."
        )


def _require_empty(files: Path, *, replace: bool) -> None:
    there = [name for name in connection.introspection.table_names() if name != UNFINISHED]
    if there and not replace and not is_unfinished():
        raise Refused(
            f"The database {connection.settings_dict['NAME']} holds {len(there)} tables. Name an empty one, or say "
            "--replace to empty it first."
        )
    if any(files.glob("*")) and not replace and not is_unfinished():
        raise Refused(f"{files} holds files. Name an empty folder, or say --replace to empty it first.")


def _begin(files: Path) -> None:
    """An empty schema with the mark of a restore in it, and an empty folder."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
        cursor.execute("CREATE SCHEMA public")
        cursor.execute(f"CREATE TABLE {UNFINISHED} (begun_at timestamptz NOT NULL DEFAULT now())")
    files.mkdir(parents=True, exist_ok=True)
    for entry in files.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _bring_files(source: Path, to: Path) -> int:
    """Each file under its own name; their hashes are asked afterwards, of the store."""
    number = 0
    for path in sorted(source.rglob("*")):
        target = to / path.relative_to(source)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            number += 1
    os.sync()
    return number


@transaction.atomic
def _settle(told: Manifest, at: datetime) -> tuple[int, dict[str, int]]:
    """Everybody signs in anew, no mail of before goes by itself, and the restore is no longer under way."""
    settled = begin_anew(shows=datetime.fromisoformat(told.made_at), at=at)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {UNFINISHED}")
    return settled


@transaction.atomic
def begin_anew(*, shows: datetime, at: datetime) -> tuple[int, dict[str, int]]:
    """End all sessions and hold what was waiting at the instant that the database shows; how many of each."""
    ended, _of_each = Session.objects.all().delete()
    hold.hold_everything(backup_at=shows, at=at)
    return ended, hold.counted()
