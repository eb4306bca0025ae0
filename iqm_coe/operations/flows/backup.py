"""A backup while everybody works: one snapshot of the database, and every file that its rows name (R46e, R46f)."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction

from iqm_coe.lib.errors import Refused
from iqm_coe.lib.stored_files import files_stay
from iqm_coe.operations import manifest, postgres
from iqm_coe.operations.files import file_models, standing
from iqm_coe.operations.manifest import DATABASE, FILES, HALF_DONE, PIECE, Manifest

OURS_ALONE = 0o077  # it holds everything that the programme knows about people


@dataclass(frozen=True)
class Taken:
    """A whole backup, and what it says of itself."""

    folder: Path
    manifest: Manifest


def take(place: Path, *, at: datetime) -> Taken:
    """Make one in a folder of this place, under its name only once it is whole and on the disk.

    The order is: nothing is taken out of the store from here on; the snapshot; its dump; the files that its rows name.
    A row comes after its file, so each of them is there; what is written meanwhile is in neither. Nobody waits.
    Raises Refused, OSError where it cannot be written, PostgresProblem; then nothing of it is left.
    """
    require_apart(place)
    place.mkdir(parents=True, exist_ok=True)
    with _private(place, at) as (name, half_done), files_stay():
        with transaction.atomic(durable=True):
            snapshot, made_at, server = _snapshot()
            postgres.dump(half_done / DATABASE, snapshot=snapshot)
            applied, rows = _applied(), dict(_files_of_rows())
        copied, lacking = _copy(rows, half_done / FILES)
        size = sum(path.stat().st_size for path in half_done.rglob("*") if path.is_file())
        told = Manifest(
            made_at.isoformat(), manifest.commit(), applied, server, len(copied), size, lacking, manifest.KEYS
        )
        told.write(half_done)
        manifest.write_hashes(half_done, copied)
        for entry in (half_done / DATABASE, *manifest.folders_of(half_done)):
            manifest.sync(entry)
        whole = half_done.rename(place / name)
        manifest.sync(place)
    return Taken(whole, told)


def require_apart(place: Path) -> None:
    """Raises Refused for a place in the store, which a restore empties and the night sweeps."""
    store, place = Path(settings.MEDIA_ROOT).resolve(), place.resolve()
    if place.is_relative_to(store):
        raise Refused(f"{place} lies in the store {store}: a backup there is lost with it. Name another place.")


@contextmanager
def _private(place: Path, at: datetime) -> Iterator[tuple[str, Path]]:
    """A new folder for us alone under the first second that no other backup has, gone again where the block fails."""
    before = os.umask(OURS_ALONE)
    try:
        name, folder = _new_folder(place, at.astimezone(UTC))
        try:
            (folder / FILES).mkdir()
            yield name, folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    finally:
        os.umask(before)


def _new_folder(place: Path, at: datetime) -> tuple[str, Path]:
    while True:
        name = f"iqm-coe-{at:%Y%m%dT%H%M%SZ}"
        folder = place / f"{name}{HALF_DONE}"
        at += timedelta(seconds=1)
        if not (place / name).exists():
            with suppress(FileExistsError):
                folder.mkdir()
                return name, folder


def _snapshot() -> tuple[str, datetime, str]:
    """One state of the database that others can look at as long as this transaction lasts: its name and instant."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), now(), current_setting('server_version')")
        name, made_at, server = cursor.fetchone()
    return name, made_at, server


def _applied() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def _files_of_rows() -> Iterator[tuple[str, str]]:
    """Name and hash of each file that a row of the snapshot names; a table of a version to come has none yet."""
    there = set(connection.introspection.table_names())
    for model in file_models():
        if model._meta.db_table in there:
            rows = standing(model) if _knows_withdrawals(model._meta.db_table) else model._default_manager.all()
            yield from rows.values_list("file", "sha256")


def _knows_withdrawals(table: str) -> bool:
    """A version of before has no such column yet."""
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, table)
    return any(column.name == "withdrawn_at" for column in columns)


def _copy(rows: dict[str, str], to: Path) -> tuple[dict[str, str], list[str]]:
    """Copy each file, and hash what was copied; those that were not there, or are not what their row says."""
    copied, lacking = {}, []
    for name, expected in sorted(rows.items()):
        target = to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            opened = default_storage.open(name, "rb")
        except FileNotFoundError:
            lacking.append(name)
            continue
        with opened as source:
            digest = _write(source.chunks(PIECE), target)
        copied[f"{FILES}/{name}"] = digest
        if digest != expected:
            lacking.append(name)
    return copied, lacking


def _write(pieces: Iterable[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()
